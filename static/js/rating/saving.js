// Turns a change in the form into one entry for the server: which test, side and field, and what.

import { check, known, objection, read, told } from "./measured.js";
import { clear } from "./scale.js";

const FIELDS = ["score", "skip", "discomfort", "value", "past"];

export function save(input, form, outbox, cleared) {
  const [field, side, ...test] = (input.name ?? "").split("-").reverse();
  if (!FIELDS.includes(field)) return;
  const slot = { test: test.reverse().join("-"), side };
  const { session, phase } = form.dataset;
  const isMeasured = field === "value" || field === "past";
  const value = isMeasured ? measured(input.closest("[data-measured]")) : (cleared ?? input.value);
  if (value === null) return;
  if (field === "score" && value !== "") unskip(form, slot);
  if (field === "skip" && value !== "") unrate(form, slot);
  outbox.put({ session, phase, ...slot, field: isMeasured ? "value" : field, value });
}

/** What to send of a measured value; null while it is in doubt, or sent already. */
function measured(row) {
  const { text } = read(row);
  if (objection(row) || text === known(row)) return null;
  row.dataset.sent = text;
  return text;
}

/** A sheet asks about what is in doubt; if it is closed all the same, its card says what is not saved. */
export function guard(sheet) {
  const rows = [...sheet.dialog.querySelectorAll("[data-measured]")];
  let line = null;
  sheet.mayClose = () => rows.every(check);
  sheet.dialog.addEventListener("close", () => {
    for (const row of rows) read(row).input.dispatchEvent(new Event("change", { bubbles: true }));
    const row = rows.find(objection);
    line?.remove();
    line = row ? told(`Not saved: ${read(row).input.value}`) : null;
    if (line) sheet.button.after(line);
  });
}

const named = (form, { test, side }, field) =>
  form.querySelector(`[name="${CSS.escape(`${test}-${side}-${field}`)}"]`);

function unskip(form, slot) {
  const select = named(form, slot, "skip");
  if (select) select.value = "";
}

function unrate(form, slot) {
  const scale = named(form, slot, "score")?.closest("[data-scale]");
  if (scale?.querySelector("input:checked")) clear(scale);
}
