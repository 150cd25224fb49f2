// Moves, adds and removes steps at once; without this, each button sends the form.

import { find } from "../dom.js";
import { gettext, ngettext } from "../gettext.js";
import { minutesOf } from "./minutes.js";
import { aboutOf, fieldOf, nameOf, numberOf, pausesOf, stepOf } from "./typed.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  new RoutineEditor(form).mount();
}

class RoutineEditor {
  /** What "put back" brings back, and the step before which it stood. @type {{ item: Element, before: Element | null } | null} */
  #removed = null;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.list = find(form, "[data-steps]");
    this.putBack = find(form, "[data-put-back]");
    this.choice = find(form, "select[name=known]", HTMLSelectElement);
    this.template = find(document, "#new-step", HTMLTemplateElement);
    this.moves = JSON.parse(find(document, "#known-steps").textContent ?? "");
  }

  mount() {
    this.form.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const button = /** @type {HTMLButtonElement | null} */ (target.closest("button[name=do]"));
      if (!button) return;
      event.preventDefault();
      this.#act(button.value.split(":")[0], button.closest("[data-step-form]"));
    });
    this.putBack.addEventListener("click", () => this.#undo());
    this.form.addEventListener("input", () => this.#paint());
    this.#paint();
  }

  /** @param {string} name @param {Element | null} item */
  #act(name, item) {
    if (name === "add") this.#add();
    if (!item) return;
    if (name === "up") this.#move(item, item.previousElementSibling, "after");
    if (name === "down") this.#move(item, item.nextElementSibling, "before");
    if (name === "remove") this.#remove(item);
  }

  get #items() {
    return [...this.list.children];
  }

  /** @param {Element} item */
  #about(item) {
    return { name: nameOf(item), number: this.#items.indexOf(item) + 1, count: this.#items.length };
  }

  /** @param {string} text @param {{ item: Element, before: Element | null } | null} [removed] */
  #say(text, removed = null) {
    this.#removed = removed;
    this.putBack.hidden = !removed;
    show(this.form, "said", text);
  }

  #paint() {
    const items = this.#items;
    for (const [at, item] of items.entries()) {
      show(item, "name", nameOf(item));
      show(item, "about", aboutOf(item));
      disable(item.querySelector("[value^=up]"), at === 0);
      disable(item.querySelector("[value^=down]"), at === items.length - 1);
    }
    const minutes = minutesOf(items.map(stepOf), pausesOf(this.form), 45);
    show(this.form, "minutes", minutesWords(minutes));
  }

  /** Moves the neighbour and not the step, so that the pressed button keeps the focus. @param {Element} item @param {Element | null} neighbour @param {"after" | "before"} side */
  #move(item, neighbour, side) {
    if (!neighbour) return;
    item[side](neighbour);
    this.#paint();
    item.scrollIntoView({ block: "nearest" });
    flash(item);
    this.#say(gettext("%(name)s is now move %(number)s of %(count)s.", this.#about(item)));
  }

  #add() {
    const { most } = this.form.dataset;
    if (this.#items.length >= Number(most)) return this.#say(gettext("A routine has at most %(most)s moves.", { most }));
    const item = newItem(this.template, Math.max(-1, ...this.#items.map((step) => Number(numberOf(step)))) + 1);
    const fields = this.moves[this.choice.value] ?? {};
    for (const [name, value] of Object.entries(fields)) fieldOf(item, name).value = value ?? "";
    this.list.append(item);
    this.choice.value = "";
    find(item, "details", HTMLDetailsElement).open = true;
    this.#paint();
    fieldOf(item, "name").focus();
    this.#say(gettext("%(name)s added as move %(number)s of %(count)s.", this.#about(item)));
  }

  /** @param {Element} item */
  #remove(item) {
    const before = item.nextElementSibling;
    const neighbour = before ?? item.previousElementSibling;
    item.remove();
    this.#paint();
    this.#say(gettext("%(name)s removed.", { name: nameOf(item) }), { item, before });
    (neighbour?.querySelector("summary") ?? this.choice).focus();
  }

  #undo() {
    if (!this.#removed) return;
    const { item, before } = this.#removed;
    this.list.insertBefore(item, before?.parentNode === this.list ? before : null);
    this.#paint();
    this.#say(gettext("%(name)s is back as move %(number)s of %(count)s.", this.#about(item)));
    find(item, "summary").focus();
  }
}

/** @param {number} count */
const minutesWords = (count) =>
  ngettext("About %(count)s minute at 45 s a move.", "About %(count)s minutes at 45 s a move.", count, { count });

/** @param {ParentNode} within @param {string} name @param {string} text */
function show(within, name, text) {
  for (const element of within.querySelectorAll(`[data-show="${name}"]`)) {
    if (element.textContent !== text) element.textContent = text;
  }
}

/** @param {Element | null} button @param {boolean} isDisabled */
function disable(button, isDisabled) {
  if (isDisabled) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
}

/** @param {Element} item */
function flash(item) {
  item.classList.remove("is-moved");
  void (/** @type {HTMLElement} */ (item).offsetWidth); // The animation restarts only after a layout without it.
  item.classList.add("is-moved");
}

/** @param {HTMLTemplateElement} template @param {number} number */
function newItem(template, number) {
  const holder = document.createElement("ol");
  holder.innerHTML = template.innerHTML.replaceAll("__n__", String(number));
  return /** @type {Element} */ (holder.firstElementChild);
}
