// This device: what it has, and how to take the notebook off it without losing anything unasked.

import * as device from "./device.js";
import * as door from "./door.js";
import { fill, find, many, show } from "./paint.js";
import * as store from "./store.js";

export async function open() {
  const known = await device.current();
  const kept = await store.count("kept");
  show("device");
  fill(document.querySelector('[data-view="device"]'), {
    name: known.name,
    owner: known.owner,
    contact: new Date(known.contactAt).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" }),
    unsent: many(kept, "entrée n’est pas envoyée", "entrées ne sont pas envoyées"),
    "has-unsent": kept,
  });
}

async function leave() {
  await device.wipe();
  try {
    const { csrf } = await door.me();
    await door.signOut(csrf);
  } catch (error) {
    if (!(error instanceof door.Away || error instanceof door.Refused)) throw error; // nobody is signed in, or nobody can be told
  }
  location.assign("/connexion");
}

export function wire() {
  find("wipe-form").addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
}
