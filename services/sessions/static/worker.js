// Stands between the pages and the network: when the network is gone, the notebook answers. It keeps no page that holds a name.
// The node puts `VERSION` in front of this file.

const CACHE = `carnet-${VERSION}`;
const NOTEBOOK = "/sessions/offline";
const PATIENCE = 12_000;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const page = await fetch(NOTEBOOK, { credentials: "omit", cache: "reload" });
  if (!page.ok) throw new Error(`notebook: ${page.status}`);
  const html = await page.clone().text();
  const files = new Set([...html.matchAll(/(?:href|src)="(\/(?:static|sessions\/offline)\/[^"]+)"/g)].map((found) => found[1]));
  const cache = await caches.open(CACHE);
  await cache.addAll([...files].map((file) => new Request(file, { credentials: "omit" })));
  await cache.put(NOTEBOOK, page);
  await skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === "/deconnexion") event.respondWith(signOut(request));
  else if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (request.method === "GET" && /^\/(static|sessions\/offline)\//.test(url.pathname)) event.respondWith(file(request));
});

async function navigate(request) {
  try {
    return await (request.method === "GET" ? Promise.race([fetch(request), late()]) : fetch(request));
  } catch {
    return (await (await caches.open(CACHE)).match(NOTEBOOK)) ?? Response.error();
  }
}

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("late")));

async function file(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

// Signing out wipes the notebook, but never what is not sent yet: then the notebook asks first.
async function signOut(request) {
  if (await waiting()) return Response.redirect(`${NOTEBOOK}#partir`, 303);
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return Response.redirect(`${NOTEBOOK}#partir`, 303);
  }
  const device = await look((db) => db.transaction("kept").objectStore("kept").get("device"));
  await new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase("lakou-carnet");
    gone.onsuccess = gone.onerror = gone.onblocked = resolve;
  });
  if (device) await sayGone(device);
  return answer;
}

async function sayGone(device) {
  const body = JSON.stringify({ token: device.token, waiting: 0, wiped: true });
  const headers = { "Content-Type": "application/json" };
  try {
    await fetch(`/api/v1/devices/${device.id}/contact`, { method: "POST", credentials: "omit", headers, body });
  } catch {
    // the network went away just now: the node sees a device that it no longer hears of
  }
}

const waiting = () => look((db) => db.transaction("entries").objectStore("entries").index("state").count("kept"));

// What the notebook answers; nothing when there is none, and then none is made.
function look(question) {
  return new Promise((resolve) => {
    const request = indexedDB.open("lakou-carnet");
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve();
    request.onsuccess = () => {
      const db = request.result;
      const asked = question(db);
      asked.onsuccess = asked.onerror = () => {
        db.close();
        resolve(asked.result);
      };
    };
  });
}
