// On every page: how much this phone could not send yet, if there is anything.

import { Outbox } from "../outbox/index.js";
import { askToPersist } from "../outbox/persist.js";
import { entries } from "../rating/saved.js";

export function words({ waiting, refused, problem }) {
  const parts = [];
  if (refused.length) parts.push(`${entries(refused.length)} not accepted.`);
  if (waiting && problem === "sign in") parts.push(`Sign in to send ${entries(waiting)}.`);
  else if (waiting) parts.push(`On this phone, not sent yet: ${entries(waiting)}.`);
  return parts.join(" ");
}

export async function mount(mark) {
  const outbox = Outbox.of({ ...mark.dataset, token: "" });
  const text = mark.querySelector("[data-text]");
  const show = () => {
    const said = words(outbox.state);
    mark.hidden = !said;
    mark.classList.toggle("banner--error", outbox.state.refused.length > 0);
    if (text.textContent !== said) text.textContent = said;
  };
  outbox.addEventListener("state", show);
  if (location.pathname.endsWith("/result/")) askToPersist();
  await outbox.ready;
  show();
  mark.dataset.unsentMark = "ready";
  if (outbox.queue.waiting.length) outbox.send();
}
