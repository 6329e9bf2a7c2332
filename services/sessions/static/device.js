// This device at the node: enrolled, heard of, wiped.

import * as door from "./door.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

export const current = () => store.get("device");

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

// How far this clock is behind the node's, in seconds, measured halfway through the question.
function skew(serverTime, asked) {
  const halfway = (asked + Date.now()) / 2;
  return Math.round(Date.parse(serverTime) - halfway) / 1000;
}

export async function enroll(name, code) {
  const { csrf } = await door.me();
  const asked = Date.now();
  const given = await door.enroll(name, csrf);
  const device = {
    id: given.id,
    account: given.account,
    owner: given.owner,
    token: given.token,
    name,
    skew: skew(given.server_time, asked),
    contactAt: given.server_time,
    lockbox: await vault.wrap(bytesOf(given.key), code),
  };
  await store.put("device", device);
  await navigator.storage?.persist?.(); // asked for, not counted on
  return device;
}

const rememberLockbox = (lockbox) => change({ lockbox });

export async function unlock(code) {
  const device = await current();
  await vault.unlock(device.lockbox, code, rememberLockbox);
}

// For who forgot the code and is signed in: the node gives the key back, a new code wraps it.
export async function changeCode(code) {
  const device = await current();
  const { key } = await door.keyOf(device.id);
  await rememberLockbox(await vault.wrap(bytesOf(key), code));
}

// Says that it is here, learns what time it is and whether it may keep what it has: `good`, or `expired` while something is not sent.
// Wipes itself when it may not: `shut`, or `ended` when nothing is lost by it.
export async function contact() {
  const device = await current();
  if (!device) return "none";
  const asked = Date.now();
  const waiting = await store.count("kept");
  const said = await door.contact(device, { waiting });
  if (said.standing === "shut" || (said.standing === "expired" && !waiting)) {
    await wipe();
    return said.standing === "shut" ? "shut" : "ended";
  }
  if (said.standing === "expired") await store.forget("lists"); // what is not sent stays until it is
  await change({ skew: skew(said.server_time, asked), contactAt: said.server_time });
  return said.standing;
}

// Nothing when the device was wiped meanwhile.
export async function change(what) {
  const device = await current();
  if (device) await store.put("device", { ...device, ...what });
}

// Forgets everything first, then says so to the node, if it can be heard.
export async function wipe() {
  const device = await current();
  const waiting = device ? await store.count("kept") : 0;
  vault.lock();
  await store.wipe();
  if (!device) return;
  try {
    await door.contact(device, { waiting, wiped: true });
  } catch (error) {
    if (!(error instanceof door.Away)) throw error; // nobody to tell: the node knows it as shut, or learns nothing
  }
}
