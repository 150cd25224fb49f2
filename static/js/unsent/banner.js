// On every page: how much this phone could not send yet, if there is anything.

import { Outbox } from "../outbox/index.js";
import { askToPersist } from "../outbox/persist.js";
import { entries, notSaved } from "../status/line.js";

export function words(state) {
  const refused = state.refused.length;
  const parts = [refused ? `${entries(refused)} not accepted.` : "", state.waiting ? ofWaiting(state) : ""];
  return parts.filter(Boolean).join(" ");
}

function ofWaiting({ waiting, problem, stored, failed }) {
  if (failed) return notSaved(waiting);
  if (!stored) return "";
  if (problem === "sign in") return `Sign in to send ${entries(waiting)}.`;
  return `On this phone, not sent yet: ${entries(waiting)}.`;
}

export async function mount(mark) {
  const outbox = Outbox.of({ ...mark.dataset, token: "" });
  const text = mark.querySelector("[data-text]");
  const show = () => {
    const { state } = outbox;
    const said = words(state);
    // What is being typed has not been sent yet, and its own page says so.
    mark.hidden = !said || outbox.isTyping === true;
    mark.classList.toggle("banner--error", state.failed || state.refused.length > 0);
    if (text.textContent !== said) text.textContent = said;
  };
  outbox.addEventListener("state", show);
  if (location.pathname.endsWith("/result/")) askToPersist();
  await outbox.known();
  show();
  mark.dataset.unsentMark = "ready";
  if (outbox.queue.waiting.length) outbox.send();
}
