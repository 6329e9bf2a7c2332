// A help given to one person, in three touches: a theme, a duration, keep.

import { find, show, wellFormed } from "./paint.js";
import * as notebook from "./notebook.js";

export function open() {
  show("help");
  find("help-said").hidden = true;
}

async function keep(form, changed) {
  const given = new FormData(form);
  const themes = given.getAll("themes");
  find("help-missing").hidden = themes.length > 0;
  if (!themes.length) return;
  const name = wellFormed(given.get("name")) || null;
  await notebook.record("support", { themes, duration_minutes: Number(given.get("duration_minutes")), name });
  form.reset();
  find("help-said").hidden = false;
  changed();
}

export function wire(changed) {
  find("help-form").addEventListener("submit", (event) => {
    event.preventDefault();
    keep(event.target, changed);
  });
}
