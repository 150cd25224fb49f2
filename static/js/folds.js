// Remembers on this device which folds of a kind of page a person closed; without it all are as the page says.

const FOLDS = "details[data-fold]";

/** @param {HTMLElement} element with the folds inside, and the name of their kind in data-name */
export function mount(element) {
  const key = `folds:${document.documentElement.dataset.user}:${element.dataset.name}`;
  const closed = new Set(stored(key));
  for (const fold of /** @type {NodeListOf<HTMLDetailsElement>} */ (element.querySelectorAll(FOLDS))) {
    const name = fold.dataset.fold ?? "";
    if (closed.has(name)) fold.open = false;
    fold.addEventListener("toggle", () => {
      if (fold.open) closed.delete(name);
      else closed.add(name);
      store(key, [...closed]);
    });
  }
}

/** @param {string} key @returns {string[]} */
function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {string} key @param {string[]} names */
function store(key, names) {
  try {
    localStorage.setItem(key, JSON.stringify(names));
  } catch {
    // Without storage they are open again on the next page.
  }
}
