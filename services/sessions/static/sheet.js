// The sheet of one session: each mark is kept as soon as it is touched.

import { fill, find, many, show, stamp, wellFormed } from "./paint.js";
import * as notebook from "./notebook.js";

const WHERE = { kept: "enregistré ici", sent: "envoyé" };
let shown = null;

export function open(id) {
  shown = notebook.session(id);
  if (!shown) return false;
  show("sheet");
  paint();
  return true;
}

export function paint() {
  if (!shown) return;
  shown = notebook.session(shown.id) ?? shown;
  const view = document.querySelector('[data-view="sheet"]');
  const listed = shown.seats.filter((seat) => !seat.waits);
  const waiting = shown.seats.filter((seat) => seat.waits);
  const done = listed.filter((seat) => notebook.mark(seat).status).length;
  const early = Date.now() < Date.parse(shown.opens_at);
  const cancelled = shown.state === "annulee";
  fill(view, {
    title: shown.title,
    when: shown.when,
    where: shown.where,
    done: `${done} sur ${many(listed.length, "fait", "faits")}`,
    reason: shown.cancel_reason ?? "",
    cancelled,
    early: early && !cancelled,
    left: listed.length > done,
    nobody: !listed.length,
    waiting: waiting.length,
    heads: shown.anonymous,
    "has-heads": shown.anonymous,
    nameless: !shown.alone,
  });
  const held = document.activeElement?.closest("[data-seat]") && document.activeElement;
  find("roll", view).replaceChildren(...listed.map(row));
  find("waiting", view).replaceChildren(...waiting.map(row));
  if (held) view.querySelector(`[name="${held.name}"][value="${held.value}"]`)?.focus();
  find("added", view).replaceChildren(...notebook.added(shown.id).map(extra));
  find("known", view).replaceChildren(...[...notebook.people().values()].map((name) => new Option(name)));
}

function row(seat) {
  const { status, state } = notebook.mark(seat);
  const made = stamp("row", { name: seat.name, where: WHERE[state] ?? "à renseigner", kept: state === "kept", sent: state === "sent" });
  for (const radio of made.querySelectorAll("input")) {
    radio.name = `seat-${seat.id}`;
    radio.checked = radio.value === status;
  }
  made.dataset.seat = seat.id;
  return made;
}

function extra(entry) {
  const { name, count } = entry.said;
  const values = { name: name ?? many(count, "personne sans nom", "personnes sans nom"), where: WHERE[entry.state] ?? "à vérifier" };
  return stamp("added", { ...values, kept: entry.state === "kept", sent: entry.state !== "kept" });
}

const attendance = (seat, status) =>
  notebook.record("attendance", { session_id: shown.id, seat_id: seat.id, status, seen_revision: seat.revision });

async function marked(event, changed) {
  const seat = shown.seats.find((each) => each.id === event.target.closest("[data-seat]").dataset.seat);
  await attendance(seat, event.target.value);
  changed();
}

async function everybody(changed) {
  for (const seat of shown.seats) {
    if (!seat.waits && !notebook.mark(seat).status) await attendance(seat, "present");
  }
  changed();
}

async function oneMore(form, changed) {
  const { name, heads } = Object.fromEntries(new FormData(form));
  const typed = wellFormed(name);
  if (typed) {
    const same = [...notebook.people()].filter(([, known]) => known === typed);
    await notebook.record("walk_in", { session_id: shown.id, name: typed, beneficiary_id: same.length === 1 ? same[0][0] : null });
  }
  if (Number(heads)) {
    await notebook.record("anonymous", { session_id: shown.id, count: Number(heads), seen_revision: shown.heads_revision });
  }
  form.reset();
  changed();
}

export function wire(changed) {
  for (const list of ["roll", "waiting"]) find(list).addEventListener("change", (event) => marked(event, changed));
  find("everybody").addEventListener("click", () => everybody(changed));
  find("more").addEventListener("submit", (event) => {
    event.preventDefault();
    oneMore(event.target, changed);
  });
}
