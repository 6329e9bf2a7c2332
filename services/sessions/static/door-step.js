// Before the notebook is open: why there is none, enrolling this device, the code, a forgotten code.

import * as device from "./device.js";
import * as door from "./door.js";
import { fill, find, many, show } from "./paint.js";
import { line } from "./sending.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

function say(part, values) {
  const note = find(part);
  note.hidden = !Object.values(values).some(Boolean);
  fill(note, { short: false, differ: false, away: false, "signed-out": false, refused: false, ...values });
}

export function unavailable(why) {
  show("unavailable");
  fill(document.querySelector('[data-view="unavailable"]'), { http: why === "http", browser: why === "browser", private: why === "private" });
}

export async function ask(known) {
  const view = known ? "locked" : "enroll";
  show(view);
  find("device-name").value ||= guessed();
  const kept = known ? await store.count("kept") : 0;
  const words = { owner: known?.owner ?? "", kept: many(kept, "entrée enregistrée ici", "entrées enregistrées ici"), "has-kept": kept };
  fill(document.querySelector(`[data-view="${view}"]`), { ...words, away: line.network === "away" });
}

function guessed() {
  const agent = navigator.userAgent;
  const kinds = [[/iPad/, "iPad"], [/iPhone/, "iPhone"], [/Android.*Mobile/, "Téléphone Android"], [/Android/, "Tablette Android"]];
  return kinds.find(([pattern]) => pattern.test(agent))?.[1] ?? "Ordinateur";
}

function troubleOf(error) {
  if (error instanceof door.Away) return { away: true };
  if (!(error instanceof door.Refused)) throw error;
  return error.status === 401 ? { "signed-out": true } : { refused: true, sentence: error.message };
}

function wrongPair(form) {
  const { code, again } = Object.fromEntries(new FormData(form));
  if (code.length < vault.SHORTEST_CODE) return { short: true };
  return code === again ? null : { differ: true };
}

async function choose(form, part, act) {
  const wrong = wrongPair(form);
  if (wrong) return say(part, wrong);
  try {
    await act(Object.fromEntries(new FormData(form)));
  } catch (error) {
    return say(part, troubleOf(error));
  }
  form.reset();
  say(part, {});
  return true;
}

async function unlock(form) {
  const note = find("locked-trouble");
  note.hidden = true;
  try {
    await device.unlock(new FormData(form).get("code"));
    return true;
  } catch (error) {
    if (!(error instanceof vault.WrongCode || error instanceof vault.Paused)) throw error;
    note.hidden = false;
    fill(note, { wrong: error instanceof vault.WrongCode, paused: error instanceof vault.Paused, seconds: error.seconds ?? "" });
    return false;
  } finally {
    form.reset();
  }
}

const onSubmit = (part, act) =>
  find(part).addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.target);
  });

export function wire(opened) {
  onSubmit("enroll-form", async (form) => {
    if (await choose(form, "enroll-trouble", ({ name, code }) => device.enroll(name, code))) opened();
  });
  onSubmit("unlock-form", async (form) => (await unlock(form)) && opened());
  onSubmit("recode-form", async (form) => {
    if (await choose(form, "recode-trouble", ({ code }) => device.changeCode(code))) opened();
  });
}
