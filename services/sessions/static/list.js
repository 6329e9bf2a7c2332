// The sessions kept here, day by day, and what waits at the node for somebody.

import { fill, find, many, show, stamp } from "./paint.js";
import * as notebook from "./notebook.js";

export function open() {
  show("list");
  paint();
}

export function openChecks() {
  show("checks");
  paint();
}

export function paint() {
  const sessions = notebook.sessions();
  const now = Date.now();
  const past = sessions.filter((each) => Date.parse(each.ends_at) < now && unfinished(each)).reverse();
  const ahead = sessions.filter((each) => Date.parse(each.ends_at) >= now);
  find("ahead").replaceChildren(...ahead.map(line));
  find("past").replaceChildren(...past.map(line));
  fill(document.querySelector('[data-view="list"]'), { "no-lists": !notebook.takenAt(), "no-ahead": notebook.takenAt() && !ahead.length, "has-past": past.length });
  find("checks").replaceChildren(...notebook.inState("check").map(check));
  fill(document.querySelector('[data-view="checks"]'), { "no-checks": !notebook.inState("check").length });
}

// A sheet of the past matters while somebody on it is not marked, or while something of it is not sent.
function unfinished(session) {
  if (session.state === "annulee") return false;
  const open = session.seats.some((seat) => !seat.waits && !notebook.mark(seat).status);
  return open || notebook.all().some((each) => each.said?.session_id === session.id);
}

function line(session) {
  const made = stamp("session", {
    title: session.title,
    when: session.when,
    where: session.where,
    seats: `${session.seats_taken} sur ${session.capacity}`,
    cancelled: session.state === "annulee",
    going: session.state !== "annulee",
  });
  made.querySelector("a").href = `#seance/${session.id}`;
  return made;
}

function check(entry) {
  const made = stamp("check", { what: what(entry), sentence: entry.sentence ?? "" });
  made.querySelector("button").dataset.seq = entry.seq;
  return made;
}

function what({ said }) {
  if (!said) return "Une entrée";
  const session = notebook.session(said.session_id);
  const seat = session?.seats.find((each) => each.id === said.seat_id);
  const who = seat?.name ?? said.name ?? (said.count ? many(said.count, "personne sans nom", "personnes sans nom") : "Une personne");
  return session ? `${who} · ${session.title}` : who;
}

// Leaves no name on the screen.
export function clear() {
  for (const name of ["ahead", "past", "checks", "roll", "waiting", "added", "known"]) find(name).replaceChildren();
  fill(document.querySelector('[data-view="sheet"]'), { title: "", when: "", where: "" });
}

export function wire(changed, sendNow, lock, route) {
  find("checks").addEventListener("click", async (event) => {
    const seq = Number(event.target.closest("button")?.dataset.seq);
    if (!seq) return;
    await notebook.dismiss(seq);
    changed();
  });
  find("send").addEventListener("click", sendNow);
  find("lock").addEventListener("click", () => {
    lock();
    route();
  });
}
