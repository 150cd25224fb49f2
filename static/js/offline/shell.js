// The templates of the page without a network, and putting one of them in place.

export class Shell {
  constructor(element) {
    Object.assign(this, { element, main: element.closest("main") });
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  /** A copy of what a template holds, not yet in place. */
  copy(name) {
    const { content } = this.find(`template[data-page="${name}"]`);
    return document.importNode(content, true);
  }

  /** Puts `content`, or else a copy of the template as it is, where the page is; and its title. */
  put(name, content = this.copy(name), title = "") {
    const { dataset } = this.find(`template[data-page="${name}"]`);
    const screen = document.createElement("div");
    this.main.className = dataset.main;
    document.title = `${title || dataset.title} · Supple`;
    screen.className = "offline";
    screen.append(content);
    this.element.replaceWith(screen);
    return new Screen(screen);
  }

  drawing(name) {
    const all = this.find("template[data-drawings]").content;
    return all.querySelector(`[data-drawing="${CSS.escape(name)}"] svg`)?.cloneNode(true) ?? null;
  }

  words(phase) {
    return this.find(`template[data-words="${phase}"]`).dataset;
  }
}

/** One page in its place: what it says, which of its parts are there, and what its buttons do. */
export class Screen {
  constructor(element) {
    this.element = element;
    this.does("reload", () => location.reload());
  }

  say(name, text) {
    const place = this.element.querySelector(`[data-say="${name}"]`);
    if (place.textContent !== text) place.textContent = text;
    return this;
  }

  when(name, isSo) {
    this.element.querySelector(`[data-when="${name}"]`).hidden = !isSo;
    return this;
  }

  does(name, action) {
    this.element.querySelector(`[data-do="${name}"]`)?.addEventListener("click", action);
    return this;
  }
}
