// Moves a test at once where its arrow is pressed; without this, each arrow sends the form.

import { find } from "./dom.js";
import { showTrouble, troubleOf } from "./forms.js";
import { gettext } from "./gettext.js";

const NOT_SAVED = () => gettext("The new order was not saved. Try again in a moment.");

/** @param {HTMLFormElement} form */
export function mount(form) {
  const list = find(form, "ol");
  /** @type {{ fields: FormData, order: Element[] }[]} */
  const moves = []; // that the server does not have yet
  let stored = [...list.children];
  // One after another: each moves by one place from where the one before has left it.
  async function sendAll() {
    while (moves.length) {
      const trouble = await troubleIn(form, moves[0].fields);
      if (trouble) return giveUp(trouble);
      stored = /** @type {{ order: Element[] }} */ (moves.shift()).order;
    }
  }
  /** @param {Trouble} trouble */
  function giveUp(trouble) {
    moves.length = 0;
    list.replaceChildren(...stored);
    paint(list);
    showTrouble(form, trouble);
  }
  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!button) return;
    event.preventDefault();
    const row = /** @type {HTMLElement} */ (button.closest("li"));
    if (!move(row, button.name)) return;
    say(form, row);
    const fields = new FormData(form);
    fields.set(button.name, button.value);
    if (moves.push({ fields, order: [...list.children] }) === 1) sendAll();
  });
}

/** What is wrong, in words; null once the server has it. @param {HTMLFormElement} form @param {FormData} fields */
async function troubleIn(form, fields) {
  const trouble = await troubleOf(form);
  if (trouble) return trouble;
  const body = new URLSearchParams(/** @type {any} */ (fields));
  const response = await fetch(form.action, { method: "POST", body }).catch(() => null);
  // Signed out meanwhile, it ends at another page.
  const isStored = response?.ok && new URL(response.url).pathname === new URL(form.action).pathname;
  return isStored ? null : { words: NOT_SAVED() };
}

/** Moves the neighbour and not the row, so that the pressed arrow keeps the focus. @param {HTMLElement} row @param {string} way */
function move(row, way) {
  const neighbour = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return false;
  row[way === "up" ? "after" : "before"](neighbour);
  paint(/** @type {Element} */ (row.parentElement));
  row.scrollIntoView({ block: "nearest" });
  return true;
}

/** The first cannot go up, nor the last one down. @param {Element} list */
function paint(list) {
  for (const row of list.children) {
    disable(row, "up", !row.previousElementSibling);
    disable(row, "down", !row.nextElementSibling);
  }
}

/** @param {Element} row @param {string} way @param {boolean} isDisabled */
function disable(row, way, isDisabled) {
  const button = find(row, `[name=${way}]`);
  if (isDisabled) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

/** @param {HTMLFormElement} form @param {HTMLElement} row */
function say(form, row) {
  const rows = [.../** @type {Element} */ (row.parentElement).children];
  const values = { name: row.dataset.name, place: rows.indexOf(row) + 1, count: rows.length };
  find(form, "[data-moved]").textContent = gettext("%(name)s is now number %(place)s of %(count)s.", values);
  for (const other of rows) other.classList.toggle("is-moved", other === row);
}
