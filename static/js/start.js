// Shows only the parts of the start form that belong to what is chosen.

import { hasWorker } from "./visit.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.addEventListener("change", () => showChosen(form));
  showChosen(form);
  // Without a network the page that the phone keeps can start a session.
  form.addEventListener("away", (event) => {
    if (!hasWorker()) return;
    event.preventDefault();
    import("./phone/next_stage.js").then(({ visit }) => visit(form.action));
  });
}

/** Without this, every part is there under its name. @param {HTMLFormElement} form */
function showChosen(form) {
  const chosen = new FormData(form);
  for (const part of form.querySelectorAll("[data-of]")) {
    part.toggleAttribute("hidden", part.getAttribute("data-of") !== chosen.get("routine"));
  }
}
