// Sends what was recorded as soon as the node can be reached, then takes the lists anew. One at a time.

import * as device from "./device.js";
import * as door from "./door.js";
import * as notebook from "./notebook.js";
import * as vault from "./vault.js";

const BATCH = 100;
const FRESH = 120_000; // a line upriver is slow: the lists need not follow each mark
const GONE = ["none", "shut", "ended"]; // there is no notebook, or no more

export const line = { network: "unknown", sentence: "" };

let running = null;
let following = null;
let refreshedAt = 0;

// Resolves to what the line is like: `good`, `away`, `sign-in` (the session ended), `other` (somebody else is signed in),
// `refused`, or one of those above. Who asks while one round is under way gets the next, since something changed meanwhile.
export function go(changed, { anew = false } = {}) {
  if (anew) refreshedAt = 0;
  if (!running) return (running = run(changed).finally(() => (running = null)));
  const again = () => {
    following = null;
    return go(changed);
  };
  return (following ??= running.then(again, again));
}

async function run(changed) {
  try {
    line.network = await round(changed);
    line.sentence = "";
  } catch (error) {
    if (error instanceof door.Away) line.network = "away";
    else if (error instanceof door.Refused) Object.assign(line, told(error));
    else throw error;
  }
  return line.network;
}

function told(error) {
  if (error.status === 401) return { network: "sign-in", sentence: "" };
  if (error.slug === "not-your-notebook") return { network: "other", sentence: "" };
  return { network: "refused", sentence: `${error.title}. ${error.message}` };
}

async function round(changed) {
  const standing = await device.contact();
  if (GONE.includes(standing)) return standing;
  if (!vault.isOpen()) return "good";
  const { id, account } = await device.current();
  const who = await door.me();
  if (who.account !== account) return "other";
  for (;;) {
    const batch = notebook.inState("kept").slice(0, BATCH);
    if (!batch.length) break;
    await push(batch, id, account, who.csrf);
    changed();
  }
  if (standing === "expired") {
    await device.wipe(); // everything is sent now: the next notebook starts anew
    return "ended";
  }
  if (Date.now() - refreshedAt > FRESH) await refresh();
  return "good";
}

async function refresh() {
  const given = await door.notebook();
  const waiting = await door.waiting();
  if (!vault.isOpen()) return; // it was locked meanwhile
  await notebook.keepLists(given);
  await notebook.forgetSettled(new Set(waiting.items.map((each) => each.id)));
  await notebook.forgetSent();
  refreshedAt = Date.now();
}

async function push(batch, id, account, csrf) {
  const entries = batch.map((each) => ({ key: each.key, ...each.said }));
  const answer = await door.send({ device: id, account, sent_at: new Date().toISOString(), entries }, csrf);
  for (const item of answer.items) await notebook.outcome(item.key, item);
}
