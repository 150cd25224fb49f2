// Turns a change in the form into one entry for the outbox: test, side, field and value; or how a test
// is measured, for which it loads the sheet that asks.

import { clear } from "./scale.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */
/** @typedef {{ test: string, side: string }} Slot */

/** @type {typeof import("./measured.js") | null} */
let measured = null;

const FIELDS = ["score", "skip", "discomfort", "value", "past"];

/** `cleared` is "" where the field was cleared. @param {HTMLInputElement} input @param {HTMLFormElement} form @param {Outbox} outbox @param {string} [cleared] */
export function save(input, form, outbox, cleared) {
  const [field, side, ...test] = (input.name ?? "").split("-").reverse();
  if (!FIELDS.includes(field)) return;
  const slot = { test: test.reverse().join("-"), side };
  const { session = "", phase = "" } = form.dataset;
  const entry = { session, phase, ...slot };
  if (field === "value" || field === "past") return saveMeasured(input, (sent) => outbox.put({ ...entry, field: "value", ...sent }));
  const value = cleared ?? input.value;
  if (field === "score" && value !== "") clearSkip(form, slot);
  if (field === "skip" && value !== "") clearScore(form, slot);
  outbox.put({ ...entry, field, value });
}

/** Without its module the value waits for the form to be sent. @param {HTMLInputElement} input @param {(sent: { value: string, method?: string }) => void} put */
async function saveMeasured(input, put) {
  const sent = (await loadMeasured())?.toSend(input);
  if (sent) put(sent);
}

/** Makes a sheet ask about values in doubt, from the first touch of the form on; until its module is here, it waits to close. @param {HTMLFormElement} form @param {import("./sheets.js").Sheet} sheet */
export function guardWhenTouched(form, sheet) {
  let isGuarded = false;
  const guard = async () => {
    const module = await loadMeasured();
    if (module && !isGuarded) module.guard(sheet);
    isGuarded ||= Boolean(module);
  };
  const closeThen = async () => {
    await guard();
    if (!isGuarded || sheet.mayClose()) sheet.dialog.close();
  };
  sheet.mayClose = () => {
    closeThen();
    return false;
  };
  form.addEventListener("focusin", guard);
  if (sheet.dialog.open) guard();
}

/** Without the module that asks, a button leads to the page that does. @param {HTMLFormElement} form @param {import("../outbox/index.js").Outbox} outbox */
export function askForMethods(form, outbox) {
  form.addEventListener("click", async (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-choose]");
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const module = await import("./choose.js").catch(() => null);
    if (module) module.choose(button, form, outbox);
    else form.requestSubmit(button);
  });
}

/** What few people need comes with the first touch and not with the page. */
async function loadMeasured() {
  measured ??= await import("./measured.js").catch(() => null);
  return measured;
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
