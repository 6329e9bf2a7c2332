// On an ordinary page: says that something waits on this device, that its lists are old; and lets the node wipe it.

import { helpOut, missing } from "./able.js";
import * as device from "./device.js";
import * as door from "./door.js";
import * as store from "./store.js";

const OLD = 2 * 86_400_000;
const panel = document.querySelector("[data-notebook]");

const show = (name, value) => {
  const part = panel.querySelector(`[data-say="${name}"]`);
  part.hidden = false;
  const number = part.querySelector("[data-number]");
  if (number) number.textContent = value;
};

async function look() {
  if (await missing()) return;
  const known = await device.current();
  if (!known) return;
  await helpOut();
  try {
    const standing = await device.contact();
    if (standing === "shut") return show("wiped");
    if (standing === "ended") return;
  } catch (error) {
    if (!(error instanceof door.Away || error instanceof door.Refused)) throw error;
  }
  const waiting = await store.count("kept");
  if (waiting) show("waiting", waiting);
  else if (!known.listsAt || Date.now() - Date.parse(known.listsAt) > OLD) show("old");
}

if (panel) await look();
