// Shows what belongs to what is chosen.

import { hasWorker } from "./visit.js";

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

/** Without this, everything is there under its name. */
function showChosen(form) {
  const { set, routine } = form.elements;
  const own = form.querySelector("#id_tests");
  if (own) own.hidden = set.value !== "own";
  for (const part of form.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== routine.value;
}
