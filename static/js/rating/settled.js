// What of a test is rated or skipped, and what is left of it.

import { chosen } from "./scale.js";

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
