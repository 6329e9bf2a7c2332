// The notebook: which view is shown, and what happens after each change. Addresses: #seance/ID, #aide, #verifier, #partir.

import { helpOut, missing } from "./able.js";
import * as bar from "./bar.js";
import * as device from "./device.js";
import * as doorStep from "./door-step.js";
import * as help from "./help.js";
import * as leaving from "./leaving.js";
import * as list from "./list.js";
import { watch } from "./lock.js";
import * as notebook from "./notebook.js";
import { show } from "./paint.js";
import * as sending from "./sending.js";
import * as sheet from "./sheet.js";
import * as vault from "./vault.js";

const EVERY = 60_000;
const SOON = 2_000;
const SHEET = /^\/sessions\/workshop-sessions\/([0-9a-f-]{36})$/;

let soon = null;

async function route() {
  const known = await device.current();
  for (const link of document.querySelectorAll("[data-part=inside] .subnav a")) {
    if (link.hash === (location.hash || "#seances")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (location.hash === "#partir" && known) return leaving.open();
  if (!vault.isOpen()) return doorStep.ask(known);
  const [, name, id] = /^#([a-z]*)\/?(.*)$/.exec(location.hash) ?? [];
  if (name === "seance" && sheet.open(id)) return;
  if (name === "aide") return help.open();
  if (name === "verifier") return list.openChecks();
  list.open();
}

function paint() {
  bar.paint();
  sheet.paint();
  list.paint();
}

async function send(how) {
  const before = sending.line.network;
  const network = await sending.go(paint, how);
  if (network === "shut") return wiped();
  if (network === "ended") {
    lock();
    return route();
  }
  if (vault.isOpen()) return paint();
  if (network === "away" && before !== "away") await route();
}

function wiped() {
  lock();
  show("wiped");
}

function changed() {
  paint();
  clearTimeout(soon);
  soon = setTimeout(() => send(), SOON);
}

const sendNow = () => send({ anew: true });

async function opened() {
  sending.line.network = "unknown";
  await notebook.load();
  document.querySelector("[data-part=inside]").hidden = false;
  bar.paint();
  await route();
  await sendNow();
}

function lock() {
  vault.lock();
  notebook.close();
  list.clear();
  document.querySelector("[data-part=inside]").hidden = true;
}

async function start() {
  const why = await missing();
  if (why) return doorStep.unavailable(why);
  if (!(await helpOut())) return doorStep.unavailable("private");
  const asked = SHEET.exec(location.pathname);
  if (asked) history.replaceState(null, "", `/sessions/offline#seance/${asked[1]}`);
  doorStep.wire(opened);
  sheet.wire(changed);
  help.wire(changed);
  leaving.wire();
  list.wire(paint, sendNow, lock, route);
  addEventListener("hashchange", route);
  addEventListener("online", sendNow);
  setInterval(() => send(), EVERY);
  watch(async () => {
    if (!vault.isOpen()) return;
    lock();
    await route();
  });
  await route();
  await send(); // also while it is locked: the node may want it wiped
}

await start();
