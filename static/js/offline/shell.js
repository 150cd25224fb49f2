// The templates of the page without a network, and putting one of them in place.

import { find } from "../dom.js";
import { drawingsOf } from "../player/movement.js";

export class Shell {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.main = /** @type {HTMLElement} */ (element.closest("main"));
  }

  /** @param {string} name */
  #template(name) {
    return find(this.element, `template[data-page="${name}"]`, HTMLTemplateElement);
  }

  /** A copy of what a template holds, not yet in place. @param {string} name */
  copy(name) {
    return document.importNode(this.#template(name).content, true);
  }

  /** Puts `content`, or else a copy of the template as it is, in the place of the page, with its title. @param {string} name */
  put(name, content = this.copy(name), title = "") {
    const { dataset } = this.#template(name);
    const screen = Object.assign(document.createElement("div"), { className: "offline" });
    this.main.className = dataset.main ?? "";
    document.title = `${title || dataset.title} · Supple`;
    screen.append(content);
    this.element.replaceWith(screen);
    return new Screen(screen);
  }

  /** Copies of what is drawn under a name. @param {string} name */
  drawings(name) {
    const { content } = find(this.element, "template[data-drawings]", HTMLTemplateElement);
    return drawingsOf(content.querySelector(`[data-drawing="${CSS.escape(name)}"]`));
  }

  /** @param {string} phase */
  words(phase) {
    return find(this.element, `template[data-words="${phase}"]`).dataset;
  }
}

/** One page in its place: its texts, which of its parts are shown, and what its buttons do. */
export class Screen {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.onClick("reload", () => location.reload());
  }

  /** @param {string} name @param {string} text */
  say(name, text) {
    const place = find(this.element, `[data-say="${name}"]`);
    if (place.textContent !== text) place.textContent = text;
    return this;
  }

  /** @param {string} name @param {boolean} isShown */
  show(name, isShown) {
    find(this.element, `[data-when="${name}"]`).hidden = !isShown;
    return this;
  }

  /** @param {string} name @param {() => void} action */
  onClick(name, action) {
    this.element.querySelector(`[data-do="${name}"]`)?.addEventListener("click", action);
    return this;
  }
}
