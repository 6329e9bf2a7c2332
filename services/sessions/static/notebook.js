// The lists, and what was recorded here on top of them. Entries are sealed one by one, in the order in which they were made.

import * as device from "./device.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const DAY = 86_400_000;

let lists = null;
let entries = [];

export const sessions = () => lists?.sessions ?? [];
export const session = (id) => sessions().find((each) => each.id === id);
export const takenAt = () => lists?.server_time;
export const all = () => entries;
export const inState = (state) => entries.filter((each) => each.state === state);

export async function load() {
  const sealed = await store.get("lists");
  lists = sealed ? await vault.unseal(sealed, "lists") : null;
  if (lists && Date.parse(lists.keep_until) < Date.now()) {
    await store.forget("lists"); // nobody heard of this device for two weeks: the names go, what was recorded stays
    lists = null;
  }
  entries = await Promise.all((await store.allEntries()).map(opened));
}

async function opened(row) {
  return { ...row, said: row.sealed ? await vault.unseal(row.sealed, row.key) : null };
}

export function close() {
  lists = null;
  entries = [];
}

export async function keepLists(given) {
  await store.put("lists", await vault.seal(given, "lists"));
  await device.change({ listsAt: given.server_time });
  lists = given;
}

// One thing seen now. Resolves once it lies on the disk.
export async function record(kind, fields) {
  const { skew, contactAt } = await device.current();
  const said = { kind, at: new Date().toISOString(), skew_seconds: skew, contact_at: contactAt, ...fields };
  const key = crypto.randomUUID();
  const row = { key, state: "kept", sealed: await vault.seal(said, key) };
  const seq = await store.addEntry(row);
  entries.push({ ...row, seq, said });
}

export async function outcome(key, answer) {
  const entry = entries.find((each) => each.key === key);
  entry.state = answer.state === "check" ? "check" : "sent";
  entry.sentence = answer.sentence;
  entry.doneAt = Date.now();
  const { said, ...row } = entry;
  await store.putEntry(row);
}

// What was sent is in the lists now: its content goes, and after a day the memory of it.
export async function forgetSent() {
  for (const entry of inState("sent")) {
    if (Date.now() - entry.doneAt > DAY) await dismiss(entry.seq);
    else if (entry.sealed) {
      entry.sealed = entry.said = null;
      await store.putEntry({ seq: entry.seq, key: entry.key, state: "sent", doneAt: entry.doneAt });
    }
  }
}

// What waits for somebody lies at the node: here it is a reminder, until it is settled there or taken away here.
export async function forgetSettled(waiting) {
  for (const entry of inState("check")) if (!waiting.has(entry.key)) await dismiss(entry.seq);
}

export async function dismiss(seq) {
  entries = entries.filter((each) => each.seq !== seq);
  await store.removeEntry(seq);
}

// How a seat stands on this device: what was last recorded here, else the list.
export function mark(seat) {
  const mine = entries.findLast((each) => each.said?.kind === "attendance" && each.said.seat_id === seat.id && each.state !== "check");
  if (mine) return { status: mine.said.status, state: mine.state };
  const marked = ["present", "excuse", "absent"].includes(seat.state);
  return { status: marked ? seat.state : null, state: marked ? "sent" : null };
}

export const added = (id) =>
  entries.filter((each) => each.said && each.said.session_id === id && ["walk_in", "anonymous"].includes(each.said.kind));

// Everybody whom the lists know, once, for who comes to another session than her own.
export function people() {
  const known = new Map();
  for (const each of sessions()) for (const seat of each.seats) known.set(seat.beneficiary_id, seat.name);
  return known;
}
