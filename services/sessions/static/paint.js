// Fills the templates of the page. Words stand in the page, not here; what people typed only ever goes into textContent.

export const find = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

export function stamp(name, values = {}) {
  const made = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  fill(made, values);
  return made;
}

// `{title: "…"}` fills every [data-fill=title]; `{late: true}` shows every [data-if=late], which are hidden otherwise.
export function fill(root, values) {
  for (const part of root.querySelectorAll("[data-fill]")) {
    if (part.dataset.fill in values) part.textContent = values[part.dataset.fill];
  }
  for (const part of [root, ...root.querySelectorAll("[data-if]")]) {
    if (part.dataset.if) part.hidden = !values[part.dataset.if];
  }
}

export function show(view) {
  const before = document.querySelector("[data-view]:not([hidden])")?.dataset.view;
  for (const each of document.querySelectorAll("[data-view]")) each.hidden = each.dataset.view !== view;
  if (before !== view) scrollTo(0, 0);
}

export const many = (number, one, several) => `${number} ${number > 1 ? several : one}`;

// What was typed, without what no node would read: half of a character, invisible signs.
export const wellFormed = (typed) => typed.replace(/\p{Cs}|\p{Cc}/gu, " ").trim();
