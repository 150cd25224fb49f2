// On every page: how much this phone could not send yet, if there is anything.

import { find } from "../dom.js";
import { ngettext } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { requestPersistence } from "../outbox/persist.js";
import { notSavedWords } from "../status/line.js";

/** @param {OutboxState} state */
export function bannerWords(state) {
  const refused = state.refused.length;
  const sentences = [refused ? refusedWords(refused) : "", state.waiting ? waitingWords(state) : ""];
  return sentences.filter(Boolean).join(" ");
}

/** @param {OutboxState} state */
function waitingWords({ waiting, problem, stored, failed }) {
  if (failed) return notSavedWords(waiting);
  if (!stored) return "";
  if (problem === "sign in") return signInWords(waiting);
  return ngettext("On this phone, not sent yet: %(count)s entry.", "On this phone, not sent yet: %(count)s entries.", waiting, {
    count: waiting,
  });
}

/** @param {number} count */
const refusedWords = (count) => ngettext("%(count)s entry not accepted.", "%(count)s entries not accepted.", count, { count });

/** @param {number} count */
const signInWords = (count) => ngettext("Sign in to send %(count)s entry.", "Sign in to send %(count)s entries.", count, { count });

/** @param {HTMLElement} banner */
export async function mount(banner) {
  const outbox = Outbox.of({ ...banner.dataset, token: "" });
  const place = find(banner, "[data-text]");
  const show = () => {
    const { state } = outbox;
    const words = bannerWords(state);
    // What is being typed has not been sent yet, and its own page says so.
    banner.hidden = !words || outbox.isTyping;
    banner.classList.toggle("banner--error", state.failed || state.refused.length > 0);
    if (place.textContent !== words) place.textContent = words;
  };
  outbox.addEventListener("state", show);
  if (location.pathname.endsWith("/result/")) requestPersistence();
  await outbox.records.whenLoaded();
  show();
  banner.dataset.unsentMark = "ready";
  if (outbox.queue.waiting.length) outbox.send();
}
