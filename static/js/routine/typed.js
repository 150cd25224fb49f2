// Reads what is typed on the page of a routine, as far as it can be parsed.

import { gettext } from "../gettext.js";

const PAUSES = {
  lead_in: { field: "lead_in", usual: 5 },
  change: { field: "change_seconds", usual: 5 },
  swap: { field: "swap_seconds", usual: 7 },
};

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** @template F @param {string} text @param {number} least @param {number} most @param {F} fallback */
function whole(text, least, most, fallback) {
  const number = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : fallback;
}

/** The number of a step within the form. @param {Element} item */
export const numberOf = (item) => /** @type {HTMLInputElement} */ (item.querySelector("[name=step]")).value;

/** The field of a step by its name, whatever the number of the step. @param {Element} item @param {string} name */
export const fieldOf = (item, name) =>
  /** @type {Field} */ (item.querySelector(`[name="step-${numberOf(item)}-${name}"]`));

/** @param {Element} item */
export const nameOf = (item) => fieldOf(item, "name").value.trim() || gettext("New move");

/** @param {Field} select */
const chosen = (select) => /** @type {HTMLSelectElement} */ (select).selectedOptions[0]?.text ?? "";

/** "45 s. Left only" @param {Element} item */
export function aboutOf(item) {
  const time = fieldOf(item, "time");
  const seconds = fieldOf(item, "seconds").value.trim() || "?";
  const long = time.value === "fixed" ? gettext("%(seconds)s s", { seconds }) : chosen(time);
  return [long, chosen(fieldOf(item, "sides"))].join(". ");
}

/** @param {Element} item @returns {import("./minutes.js").TypedStep} */
export function stepOf(item) {
  const time = fieldOf(item, "time").value;
  const seconds = whole(fieldOf(item, "seconds").value, 5, 600, null);
  return {
    sides: fieldOf(item, "sides").value,
    kind: fieldOf(item, "kind").value,
    seconds: time === "fixed" ? seconds : null,
    less: whole(time.replace("chosen-", ""), 0, 600, 0),
  };
}

/** @param {HTMLFormElement} form */
export function pausesOf(form) {
  const read = (/** @type {{ field: string, usual: number }} */ { field, usual }) =>
    whole(/** @type {HTMLInputElement} */ (form.elements.namedItem(field)).value, 0, 60, usual);
  return { lead_in: read(PAUSES.lead_in), change: read(PAUSES.change), swap: read(PAUSES.swap) };
}
