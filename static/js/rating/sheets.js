// Turns the folded parts of a test into sheets: a button that opens a dialog with the same fields.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { scalesOf } from "./scale.js";

/** @typedef {{ button: HTMLButtonElement, dialog: HTMLDialogElement, open: () => void, mayClose: () => boolean }} Sheet */

/** @param {HTMLElement} card */
export function makeSheets(card) {
  /** @type {Record<string, Sheet>} */
  const sheets = {};
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const parts = card.querySelectorAll("details[data-sheet]");
  for (const button of card.querySelectorAll("[data-choose]")) button.setAttribute("aria-haspopup", "dialog");
  for (const details of parts) sheets[details.dataset.sheet || "measure"] = makeSheet(details);
  return sheets;
}

/** @param {HTMLDetailsElement} details */
export function makeSheet(details) {
  const summary = find(details, "summary");
  const button = newButton(summary.className);
  button.append(...summary.childNodes);
  button.setAttribute("aria-haspopup", "dialog");
  const dialog = Object.assign(document.createElement("dialog"), { className: "sheet", tabIndex: -1 });
  dialog.append(...[...details.children].filter((child) => child !== summary));
  dialog.setAttribute("aria-label", dialog.querySelector("h3")?.textContent ?? gettext("How to test"));
  const done = newButton("btn btn-primary btn-big w-100 mt-3");
  done.textContent = gettext("Done");
  dialog.append(done);
  details.replaceWith(button, dialog);
  /** @type {Sheet} */
  const sheet = { button, dialog, open: () => openAtTop(dialog), mayClose: () => true };
  button.addEventListener("click", sheet.open);
  done.addEventListener("click", () => sheet.mayClose() && dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && sheet.mayClose() && dialog.close());
  // On a phone's keyboard it is the way on; the form would be sent, and the page left.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    done.click();
  });
  refuseOneEscape(sheet);
  if (details.open && dialog.querySelector(".errline")) sheet.open();
  return sheet;
}

/** @param {string} className */
export const newButton = (className) => Object.assign(document.createElement("button"), { type: "button", className });

/** Escape, or a phone's back gesture, is refused once where the sheet may not close; some browsers close at the second anyway. @param {Sheet} sheet */
function refuseOneEscape(sheet) {
  let wasRefused = false;
  sheet.dialog.addEventListener("input", () => (wasRefused = false));
  sheet.dialog.addEventListener("cancel", (event) => {
    if (wasRefused || sheet.mayClose()) return;
    wasRefused = true;
    event.preventDefault();
  });
}

/** A browser would focus the first control, which may be at the very end. @param {HTMLDialogElement} dialog */
export function openAtTop(dialog) {
  dialog.showModal();
  dialog.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}

/** One tap on a reason skips every side that is not rated yet. @param {HTMLElement} card @param {HTMLDialogElement} dialog @param {() => void} onSkip */
export function offerReasons(card, dialog, onSkip) {
  const selects = [...dialog.querySelectorAll("select")];
  const [, ...reasons] = selects[0].options;
  const buttons = reasons.map(({ value, text }) => {
    const button = newButton("btn btn-line btn-big w-100 mb-2");
    button.textContent = text;
    button.addEventListener("click", () => {
      skipOpenSides(card, selects, value);
      dialog.close();
      onSkip();
    });
    return button;
  });
  dialog.querySelector("[data-reasons]")?.append(...buttons);
}

/** @param {HTMLElement} card @param {HTMLSelectElement[]} selects one for each side @param {string} reason */
function skipOpenSides(card, selects, reason) {
  scalesOf(card).forEach((scale, side) => {
    if (scale.querySelector("input:checked")) return;
    selects[side].value = reason;
    selects[side].dispatchEvent(new Event("change", { bubbles: true }));
  });
}
