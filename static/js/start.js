// Shows only the parts of the start form that belong to what is chosen.

import { hasWorker } from "./visit.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.addEventListener("change", ({ target }) => {
    fillInUsual(form, /** @type {HTMLInputElement} */ (target));
    showChosen(form);
  });
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

/** The tests that are set for a routine, once it is chosen. @param {HTMLFormElement} form @param {HTMLInputElement} input */
function fillInUsual(form, { name, dataset: { usual, tests = "" } }) {
  if (name !== "routine" || !usual) return;
  /** @type {RadioNodeList} */ (form.elements.namedItem("set")).value = usual;
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("[name=tests]");
  if (usual === "own") for (const box of boxes) box.checked = tests.split(" ").includes(box.value);
}
