// Turns the folded parts of a test into sheets: a button that opens a dialog with the same fields.

export function makeSheets(card) {
  const sheets = {};
  for (const details of card.querySelectorAll("details[data-sheet]")) {
    const name = details.dataset.sheet || "measure";
    sheets[name] = makeSheet(details);
  }
  return sheets;
}

function makeSheet(details) {
  const summary = details.querySelector("summary");
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.className = summary.className;
  button.append(...summary.childNodes);
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.append(...[...details.children].filter((child) => child !== summary));
  nameBy(dialog);
  dialog.tabIndex = -1;
  const done = Object.assign(document.createElement("button"), { type: "button", textContent: "Done" });
  done.className = "btn btn-primary btn-big w-100 mt-3";
  dialog.append(done);
  details.replaceWith(button, dialog);
  const sheet = { button, dialog, open: () => openAtTop(dialog), mayClose: () => true };
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", sheet.open);
  done.addEventListener("click", () => sheet.mayClose() && dialog.close());
  let isAsked = false;
  dialog.addEventListener("input", () => (isAsked = false));
  // Escape, or a phone's way back. Who asks a second time must be let out: some browsers do anyway.
  dialog.addEventListener("cancel", (event) => {
    if (isAsked || sheet.mayClose()) return;
    isAsked = true;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && sheet.mayClose() && dialog.close());
  if (details.open && dialog.querySelector(".errline")) sheet.open();
  return sheet;
}

/** A browser would go to the first thing that can be tapped, which may be the last line. */
function openAtTop(dialog) {
  dialog.showModal();
  dialog.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}

function nameBy(dialog) {
  const heading = dialog.querySelector("h3");
  dialog.setAttribute("aria-label", heading ? heading.textContent : "How to test");
}
