// Turns a change in the form into one entry for the outbox: test, side, field and value.

import { check, errorLine, objection, read, savedText } from "./measured.js";
import { clear } from "./scale.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */
/** @typedef {{ test: string, side: string }} Slot */

const FIELDS = ["score", "skip", "discomfort", "value", "past"];

/** `cleared` is "" where the field was cleared. @param {HTMLInputElement} input @param {HTMLFormElement} form @param {Outbox} outbox @param {string} [cleared] */
export function save(input, form, outbox, cleared) {
  const [field, side, ...test] = (input.name ?? "").split("-").reverse();
  if (!FIELDS.includes(field)) return;
  const slot = { test: test.reverse().join("-"), side };
  const { session = "", phase = "" } = form.dataset;
  const isMeasured = field === "value" || field === "past";
  const value = isMeasured ? measuredText(input) : (cleared ?? input.value);
  if (value === null) return;
  if (field === "score" && value !== "") clearSkip(form, slot);
  if (field === "skip" && value !== "") clearScore(form, slot);
  outbox.put({ session, phase, ...slot, field: isMeasured ? "value" : field, value });
}

/** What to send of a measured value; null while it is in doubt, or sent already. @param {HTMLInputElement} input */
function measuredText(input) {
  const row = /** @type {HTMLElement} */ (input.closest("[data-measured]"));
  const { text } = read(row);
  if (objection(row) || text === savedText(row)) return null;
  row.dataset.sent = text;
  return text;
}

/** Makes a sheet ask about values in doubt; if it is closed all the same, its card says what is not saved. @param {import("./sheets.js").Sheet} sheet */
export function guard(sheet) {
  const rows = /** @type {HTMLElement[]} */ ([...sheet.dialog.querySelectorAll("[data-measured]")]);
  /** @type {HTMLElement | null} */
  let line = null;
  sheet.mayClose = () => rows.every(check);
  sheet.dialog.addEventListener("close", () => {
    for (const row of rows) read(row).input.dispatchEvent(new Event("change", { bubbles: true }));
    const row = rows.find(objection);
    line?.remove();
    line = row ? errorLine(`Not saved: ${read(row).input.value}`) : null;
    if (line) sheet.button.after(line);
  });
}

/** @param {HTMLFormElement} form @param {Slot} slot @param {string} field */
const fieldOf = (form, { test, side }, field) =>
  form.querySelector(`[name="${CSS.escape(`${test}-${side}-${field}`)}"]`);

/** @param {HTMLFormElement} form @param {Slot} slot */
function clearSkip(form, slot) {
  const select = /** @type {HTMLSelectElement | null} */ (fieldOf(form, slot, "skip"));
  if (select) select.value = "";
}

/** @param {HTMLFormElement} form @param {Slot} slot */
function clearScore(form, slot) {
  const scale = fieldOf(form, slot, "score")?.closest("[data-scale]");
  if (scale?.querySelector("input:checked")) clear(scale);
}
