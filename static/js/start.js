// Tells the form which time zone this device is in; ticking a test means "my own choice".

import { hasWorker } from "./visit.js";

export function mount(form) {
  const zone = form.querySelector("input[name=zone]");
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  form.addEventListener("change", ({ target }) => {
    const own = form.querySelector("input[name=set][value=own]");
    if (target.name === "tests" && own) own.checked = true;
  });
  // Without a network the page that the phone keeps can start a session.
  form.addEventListener("away", (event) => {
    if (!hasWorker()) return;
    event.preventDefault();
    import("./offline/way.js").then(({ visit }) => visit(form.action));
  });
}
