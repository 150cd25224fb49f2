// One scale from 0 to 10: what is chosen, choosing, clearing by a second tap, and typing digits; and
// what of a test is rated or skipped, and what is left of it.

const STEP = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
const TOGETHER = 700;

export const radios = (scale) => [...scale.querySelectorAll("input[type=radio]")];
export const chosen = (scale) => radios(scale).find((radio) => radio.checked)?.value ?? null;

export function choose(scale, score) {
  const radio = radios(scale)[Math.max(0, Math.min(10, score))];
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

export function clear(scale) {
  for (const radio of radios(scale)) radio.checked = false;
  scale.dispatchEvent(new CustomEvent("cleared", { bubbles: true }));
}

/** A tap on the chosen number takes it away; `tapped` hears of every other tap by a pointer. */
export function listen(scale, tapped) {
  let before = chosen(scale);
  let typed = { digit: "", at: 0 };
  scale.addEventListener("change", () => queueMicrotask(() => (before = chosen(scale))));
  scale.addEventListener("cleared", () => (before = null));
  scale.addEventListener("pointerdown", () => (before = chosen(scale)));
  scale.addEventListener("click", (event) => {
    if (event.target.type !== "radio" || event.detail === 0) return;
    if (before === event.target.value) clear(scale);
    else tapped(scale);
    before = chosen(scale);
  });
  scale.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = chosen(scale);
    if (event.key in STEP) choose(scale, now === null ? 5 : Number(now) + STEP[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") clear(scale);
    else if (/^\d$/.test(event.key)) choose(scale, digit(event));
    else return;
    event.preventDefault();
  });

  function digit({ key, timeStamp }) {
    const ten = key === "0" && typed.digit === "1" && timeStamp - typed.at < TOGETHER;
    typed = { digit: key, at: timeStamp };
    return ten ? 10 : Number(key);
  }
}

export const scalesOf = (card) => [...card.querySelectorAll("[data-scale]")];
const nameOf = (scale) => scale.querySelector("input").name;

const skipped = (card, scale) => {
  const name = nameOf(scale).replace(/-score$/, "-skip");
  return Boolean(card.querySelector(`select[name="${CSS.escape(name)}"]`)?.value);
};

/** The sides that are neither rated nor skipped. */
export const sidesLeft = (card) =>
  scalesOf(card)
    .filter((scale) => chosen(scale) === null && !skipped(card, scale))
    .map((scale) => nameOf(scale).split("-").at(-2));

export const settled = (card) => !sidesLeft(card).length;
