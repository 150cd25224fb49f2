// The switches of a test's ratings: a side is there already, another time range is fetched from the page.

import { find } from "../dom.js";
import { fetchPage } from "../visit.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "side") finish(form);
    else showRange(form);
  });
}

/** @param {string} side */
function showSide(side) {
  /** @type {NodeListOf<HTMLElement>} */
  const views = document.querySelectorAll("[data-view]");
  for (const view of views) view.toggleAttribute("data-off", view.dataset.view !== side);
}

/** The latest choice wins, however late the answer to an earlier one comes. */
let latest = 0;

/** @param {HTMLFormElement} form */
async function showRange(form) {
  const address = addressOf(form);
  latest += 1;
  const own = latest;
  const fetched = await fetchPage(address);
  if (own !== latest) return;
  const page = new DOMParser().parseFromString(fetched?.html ?? "", "text/html");
  if (!page.querySelector("[data-swap]")) return location.assign(address);
  for (const part of document.querySelectorAll("[data-swap]")) swap(part, page);
  finish(form);
  document.dispatchEvent(new Event("pageshown"));
}

/** @param {HTMLFormElement} form */
function addressOf(form) {
  const chosen = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  return `${location.pathname}?${new URLSearchParams(chosen)}`;
}

/** What was open stays open. @param {Element} part @param {Document} page */
function swap(part, page) {
  for (const fold of part.querySelectorAll("details[open]")) page.getElementById(fold.id)?.setAttribute("open", "");
  const other = page.getElementById(part.id);
  if (other) part.replaceWith(document.adoptNode(other));
}

/** The new finding is read out, and going back or coming again shows the same. @param {HTMLFormElement} form */
function finish(form) {
  const side = new FormData(form).get("side");
  if (side) showSide(String(side));
  const view = document.querySelector("[data-view]:not([data-off])");
  find(form, "[data-said]").textContent = view?.querySelector(".fig__says")?.textContent ?? "";
  history.replaceState(history.state, "", addressOf(form));
}
