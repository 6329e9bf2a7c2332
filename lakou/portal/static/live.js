// Lists that follow what one types. A form names with `data-live` the part of its answer that takes the place of the one here;
// the part beside it, `<name>-said`, is read aloud. Without a script or a network, the button of the form does as it always did.

const PAUSE = 200;
const AWAY = "Pas de réponse pour l’instant. Appuyez sur Entrée pour réessayer.";

for (const form of document.querySelectorAll("form[data-live]")) follow(form);

function follow(form) {
  const list = document.getElementById(form.dataset.live);
  if (!list || navigator.connection?.saveData) return;
  let pause, asked;

  function stop() {
    clearTimeout(pause);
    asked?.abort();
  }

  async function refresh() {
    asked = new AbortController();
    const { signal } = asked;
    try {
      const answer = await ask(form, signal);
      if (!signal.aborted) show(list, answer, form);
    } catch {
      if (!signal.aborted) say(list, AWAY);
    }
  }

  form.addEventListener("input", (event) => {
    stop();
    if (!event.isComposing) pause = setTimeout(refresh, PAUSE);
  });
  form.addEventListener("compositionend", () => {
    stop();
    pause = setTimeout(refresh, PAUSE);
  });
  form.addEventListener("submit", stop);
  form.addEventListener("keydown", (event) => walk(event, list));
  list.addEventListener("keydown", (event) => walk(event, list, form.elements.q));
}

async function ask(form, signal) {
  const said = new URLSearchParams(new FormData(form));
  const address = new URL(form.action);
  const posted = form.method === "post";
  if (!posted) address.search = said;
  const answer = await fetch(address, { signal, method: form.method, body: posted ? said : undefined, cache: "no-store" });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// An answer without the list is another page: one has been signed out, say. Sending the form shows it.
function show(list, answer, form) {
  const found = answer.getElementById(list.id);
  if (!found) return form.requestSubmit();
  list.replaceChildren(...found.childNodes);
  say(list, answer.getElementById(`${list.id}-said`)?.textContent ?? "");
  draw(answer);
  if (form.method === "get") history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
}

function say(list, text) {
  document.getElementById(`${list.id}-said`).textContent = text;
}

// The signs that the answer shows and this page has not shown yet.
function draw(answer) {
  const sheet = document.querySelector("body > svg[hidden]");
  for (const sign of answer.querySelectorAll("body > svg[hidden] > symbol")) {
    if (!document.getElementById(sign.id)) sheet.append(sign);
  }
}

// The arrows go from the field to the first of the list, along it, and back.
function walk(event, list, field) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName === "SELECT") return;
  const stops = [...list.querySelectorAll("a[href], button")];
  const next = stops.indexOf(document.activeElement) + step;
  const target = next < 0 ? field : stops[next];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
