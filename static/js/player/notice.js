// One line of the player that says what it has to say once, and goes again by itself.

const SEEN = 15000;

/** `show(text)` shows it; `age()` lets time pass over it, but not while nobody can see it. */
export function noticeIn(screen) {
  const line = screen.querySelector("[data-notice]");
  let since = null;
  return {
    show(text) {
      if (!text) return;
      line.textContent = text;
      line.hidden = false;
      since = Date.now();
    },
    age() {
      if (since === null) return;
      if (document.hidden) since = Date.now();
      if (Date.now() - since < SEEN) return;
      since = null;
      line.hidden = true;
    },
  };
}
