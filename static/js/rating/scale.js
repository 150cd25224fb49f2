// One scale from 0 to 10: choosing, clearing by a second tap, and typing digits; and which sides of a
// test are rated or skipped.

import { plainDigits } from "./digits.js";

/** @type {Record<string, number>} */
const STEP = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
const TEN = 700; // ms in which 1 and 0 make ten

/** @param {ParentNode} scale */
const radios = (scale) =>
  [.../** @type {NodeListOf<HTMLInputElement>} */ (scale.querySelectorAll("input[type=radio]"))];
/** @param {ParentNode} scale */
const chosen = (scale) => radios(scale).find((radio) => radio.checked)?.value ?? null;

/** @param {ParentNode} scale @param {number} score */
function choose(scale, score) {
  const radio = radios(scale)[Math.max(0, Math.min(10, score))];
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {Element} scale */
export function clear(scale) {
  for (const radio of radios(scale)) radio.checked = false;
  scale.dispatchEvent(new CustomEvent("cleared", { bubbles: true }));
}

/** A tap on the chosen number clears it; `onTap` is called after every other tap by a pointer. @param {HTMLElement} scale @param {() => void} onTap */
export function listen(scale, onTap) {
  let before = chosen(scale);
  const remember = () => (before = chosen(scale));
  scale.addEventListener("change", () => queueMicrotask(remember));
  scale.addEventListener("cleared", remember);
  scale.addEventListener("pointerdown", remember);
  scale.addEventListener("click", ({ target, detail }) => {
    const isPointer = detail !== 0;
    if (!isRadio(target) || !isPointer) return;
    if (before === target.value) clear(scale);
    else onTap();
    remember();
  });
  listenToKeys(scale);
}

/** @param {EventTarget | null} target @returns {target is HTMLInputElement} */
const isRadio = (target) => target instanceof HTMLInputElement && target.type === "radio";

/** @param {HTMLElement} scale */
function listenToKeys(scale) {
  let typed = { digit: "", at: 0 };
  const scoreOf = (/** @type {string} */ key, /** @type {number} */ timeStamp) => {
    const isTen = key === "0" && typed.digit === "1" && timeStamp - typed.at < TEN;
    typed = { digit: key, at: timeStamp };
    return isTen ? 10 : Number(key);
  };
  scale.addEventListener("keydown", (event) => {
    if (!isRadio(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const score = chosen(scale);
    if (event.key in STEP) choose(scale, score === null ? 5 : Number(score) + STEP[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") clear(scale);
    else if (/^\d$/.test(plainDigits(event.key))) choose(scale, scoreOf(plainDigits(event.key), event.timeStamp));
    else return;
    event.preventDefault();
  });
}

/** @param {ParentNode} card @returns {HTMLElement[]} */
export const scalesOf = (card) => [...card.querySelectorAll("[data-scale]")].map((scale) => /** @type {HTMLElement} */ (scale));

/** "ankle_dorsiflexion-left-score" @param {ParentNode} scale */
const nameOf = (scale) => radios(scale)[0].name;

/** "left" @param {ParentNode} scale */
export const sideOf = (scale) => nameOf(scale).split("-").at(-2) ?? "";

/** @param {ParentNode} card @param {ParentNode} scale */
function isSkipped(card, scale) {
  const name = nameOf(scale).replace(/-score$/, "-skip");
  const select = /** @type {HTMLSelectElement | null} */ (card.querySelector(`select[name="${CSS.escape(name)}"]`));
  return Boolean(select?.value);
}

/** The sides that are neither rated nor skipped. @param {ParentNode} card */
export const openSides = (card) =>
  scalesOf(card)
    .filter((scale) => chosen(scale) === null && !isSkipped(card, scale))
    .map(sideOf);

/** @param {ParentNode} card */
export const isSettled = (card) => !openSides(card).length;
