// An angle that the phone takes by itself: the button on a card, and the measuring that it opens.

import { find } from "../dom.js";
import { gettext, pgettext } from "../gettext.js";
import { aboutOf } from "./about.js";
import { scalesOf, sideOf } from "./scale.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */

/** @param {HTMLElement} card */
const blockOf = (card) => find(card, "[data-phone]");

/** @param {HTMLElement} block */
const takenIn = (block) => (block.dataset.taken ?? "").split(" ").filter(Boolean);

/** @param {HTMLElement} card */
const sidesOf = (card) => scalesOf(card).map(sideOf);

/** @param {HTMLElement} card */
const isTaken = (card) => sidesOf(card).every((side) => takenIn(blockOf(card)).includes(side));

/** Shows the button in place of what a page without a script says. @param {HTMLElement} card @param {HTMLFormElement} form @param {Outbox} outbox */
export function prepare(card, form, outbox) {
  const block = blockOf(card);
  for (const line of block.querySelectorAll("[data-by-script], [data-is-taken]")) line.remove();
  const button = find(block, "[data-take]");
  button.addEventListener("click", () => take(card, form, outbox));
  button.hidden = false;
  paint(card);
}

/** @param {HTMLElement} card */
function paint(card) {
  find(card, "[data-take-words]").textContent = isTaken(card) ? gettext("Angle taken") : pgettext("button", "Take angle");
}

/** Measures once by itself, after the last rating of a card; whoever closes it goes on. @param {HTMLElement} card @param {HTMLFormElement} form @param {Outbox} outbox */
export async function takeIfDue(card, form, outbox) {
  const block = blockOf(card);
  if (isTaken(card) || block.dataset.asked !== undefined) return;
  block.dataset.asked = "";
  await take(card, form, outbox);
}

/** Resolves once the dialog is closed. @param {HTMLElement} card @param {HTMLFormElement} form @param {Outbox} outbox */
async function take(card, form, outbox) {
  const about = aboutOf(card);
  const measure = about.measures.find(({ id }) => id === about.method);
  if (!measure?.phone) return;
  const { phone, id: method } = measure;
  const { measure: open } = await import("../angle/index.js");
  const block = blockOf(card);
  addStyle(block.dataset.style ?? "");
  const { session = "", phase = "" } = form.dataset;
  const { test = "", name = "" } = card.dataset;
  await new Promise((resolve) => {
    open({
      title: name,
      phone,
      sides: sidesOf(card),
      drawing: drawingOf(block),
      onReading({ side, ...reading }) {
        outbox.put({ session, phase, test, side, field: "value", method, ...reading });
        block.dataset.taken = [...new Set([...takenIn(block), side])].join(" ");
        paint(card);
      },
      onClose: resolve,
    });
  });
}

/** @param {HTMLElement} block */
function drawingOf(block) {
  const template = block.querySelector("template[data-drawing]");
  return template instanceof HTMLTemplateElement ? document.importNode(template.content, true).firstElementChild : null;
}

/** @param {string} href */
function addStyle(href) {
  if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}
