// The line that always says what is kept here, what is sent, and what is to be checked.

import { fill, find, many } from "./paint.js";
import * as notebook from "./notebook.js";
import { line } from "./sending.js";

const TONES = { good: "is-ok", away: "is-warn", "sign-in": "is-warn", other: "is-warn", refused: "is-bad", unknown: "is-mute" };

export function paint() {
  const bar = find("bar");
  const kept = notebook.inState("kept").length;
  const tone = line.network === "good" && kept ? "is-mute" : TONES[line.network];
  bar.className = `sync ${tone}`;
  const sent = notebook.inState("sent").length;
  const check = notebook.inState("check").length;
  fill(bar, {
    kept: many(kept, "enregistré ici", "enregistrés ici"),
    sent: many(sent, "envoyé", "envoyés"),
    check,
    sentence: line.sentence,
    "net-good": line.network === "good" && !kept,
    "net-sending": line.network === "good" && kept,
    "net-unknown": line.network === "unknown",
    "net-away": line.network === "away",
    "net-sign-in": line.network === "sign-in",
    "net-other": line.network === "other",
    "net-refused": line.network === "refused",
    "has-kept": kept,
    "has-sent": sent,
    "has-check": check,
  });
  const taken = notebook.takenAt();
  fill(find("taken"), { at: taken ? new Date(taken).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" }) : "", taken });
}
