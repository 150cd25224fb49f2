// Makes the plain rating form quick: one test per screen, one tap per rating, each saved at once.

import { Outbox } from "../outbox/index.js";
import { sayIn, showSaved } from "../status/line.js";
import { preferences } from "../preferences.js";
import { hasWorker } from "../visit.js";
import { goOn, isLocal } from "./next_page.js";
import { PlayerPreload } from "./player_preload.js";
import { guard, save } from "./saving.js";
import { listen, scalesOf, settled } from "./scale.js";
import { makeSheets } from "./sheets.js";
import { Steps, waitingWords } from "./steps.js";

const SEEN = 450; // ms, so that the chosen number is seen before the next test comes
const AGAIN = 5000; // ms
const A_ROUTINE = /\/(?:routine|second)\/$/;
const WIDE = matchMedia("(min-width: 62rem)");

export function mount(form) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const outbox = Outbox.of({ ...form.dataset, token });
  const steps = new Steps(form, [...form.querySelectorAll("[data-test]")]);
  showSaved(steps.find("saved"), outbox, sayIn(steps.find("heard")));
  for (const card of steps.cards) prepare(card, steps, outbox);
  form.addEventListener("change", (event) => save(event.target, form, outbox));
  form.addEventListener("cleared", (event) => save(event.target.querySelector("input"), form, outbox, ""));
  steps.find("back").addEventListener("click", () => steps.show(steps.at - 1, { focus: true }));
  steps.find("skip").addEventListener("click", () => steps.card.sheets.skip.open());
  steps.find("forward").addEventListener("click", () => forward(steps, outbox));
  steps.find("toggle").hidden = false;
  steps.find("toggle").addEventListener("click", () => steps.live(!form.classList.contains("is-live")));
  const byHand = (event, { submitter }) => submitted(event, submitter, steps, outbox);
  form.addEventListener("submit", (event) => (isLocal(form) ? byHand(event, event) : unlockSound(event, steps)));
  form.addEventListener("away", (event) => hasWorker() && byHand(event, event.detail));
  steps.live(!WIDE.matches && !form.querySelector(".errsum"));
  steps.preload = new PlayerPreload(form);
  if (steps.cards.every(settled)) steps.preload.load();
  outbox.send();
}

function prepare(card, steps, outbox) {
  const sheets = makeSheets(card);
  card.sheets = sheets;
  for (const scale of scalesOf(card)) listen(scale, () => tapped(card, steps, outbox));
  card.addEventListener("change", () => steps.paint());
  card.addEventListener("cleared", () => steps.paint());
  if (sheets.measure) guard(sheets.measure);
  offerReasons(card, sheets.skip, steps);
}

/** One tap on a reason skips every side that is not rated yet. */
function offerReasons(card, sheet, steps) {
  const selects = [...sheet.dialog.querySelectorAll("select")];
  const [, ...reasons] = selects[0].options;
  const buttons = reasons.map(({ value, text }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.className = "btn btn-line btn-big w-100 mb-2";
    button.addEventListener("click", () => {
      skip(card, selects, value);
      sheet.dialog.close();
      if (steps.form.classList.contains("is-live")) steps.show(steps.at + 1, { focus: true });
    });
    return button;
  });
  sheet.dialog.querySelector("[data-reasons]").append(...buttons);
}

function skip(card, selects, reason) {
  scalesOf(card).forEach((scale, side) => {
    if (scale.querySelector("input:checked")) return;
    selects[side].value = reason;
    selects[side].dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** Going on by itself only after a tap, never after a key: focus must not move by surprise. */
function tapped(card, steps, outbox) {
  steps.paint();
  if (!preferences().auto_advance || !steps.form.classList.contains("is-live")) return;
  clearTimeout(steps.timer);
  if (!settled(card)) return;
  navigator.vibrate?.(12);
  steps.timer = setTimeout(() => (settled(card) ? next(steps, outbox) : null), SEEN);
}

function next(steps, outbox) {
  steps.show(steps.at + 1);
  const all = steps.card === null && steps.cards.every(settled);
  if (all && steps.form.dataset.phase === "post") submit(steps, outbox);
}

function forward(steps, outbox) {
  if (steps.card === null) start(steps, outbox);
  else steps.show(steps.at + 1, { focus: true });
}

async function start(steps, outbox) {
  await steps.preload.unlock();
  return submit(steps, outbox);
}

/** The list's own buttons, where its page could not be sent: on the phone's own page, or offline. */
function submitted(event, submitter, steps, outbox) {
  event.preventDefault();
  if (submitter?.value === "later") return location.assign("/");
  steps.live(true);
  steps.show(steps.cards.length, { focus: true });
  if (steps.cards.every(settled)) start(steps, outbox);
}

/** Whether there is a server is known only later, and then it is no tap any more. */
function unlockSound({ submitter }, { preload }) {
  if (submitter?.value !== "later") preload.unlock();
}

/** Leaves the page only when everything is kept: by the server, or where it is away by the phone. */
async function submit(steps, outbox) {
  if (steps.isGoing || !steps.form.isConnected) return;
  steps.isGoing = true;
  try {
    if (!(await goOn(steps.form, outbox))) waitForNetwork(steps, outbox);
    else if (!A_ROUTINE.test(location.pathname)) steps.preload.letSleep();
  } finally {
    steps.isGoing = false;
  }
}

/** After the last rating the way on needs no tap; into the routine nobody is pushed. */
function waitForNetwork(steps, outbox) {
  const goesOn = steps.form.dataset.phase === "post";
  steps.find("done-text").textContent = waitingWords(outbox.state, goesOn);
  steps.preload.letSleep();
  clearTimeout(steps.timer);
  const again = () => steps.card === null && submit(steps, outbox);
  if (goesOn) steps.timer = setTimeout(again, AGAIN);
}
