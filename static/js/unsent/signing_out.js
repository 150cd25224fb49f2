// Signing out: nothing of the person stays on this phone, and nothing unsent is lost without a word.

import * as dom from "../dom.js";
import { showTrouble, troubleOf } from "../forms.js";
import { gettext, ngettext } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { erasePictures } from "../phone/pictures.js";
import { download } from "./download.js";

/** @param {HTMLElement} page */
export async function mount(page) {
  const find = (/** @type {string} */ name) => dom.find(page, `[data-${name}]`);
  const form = dom.find(page, "form", HTMLFormElement);
  const button = dom.find(form, "button", HTMLButtonElement);
  const outbox = Outbox.of({ ...page.dataset, token: "" });
  const count = () => outbox.queue.waiting.length + outbox.queue.refused.length;
  const show = () => {
    find("unsent").hidden = !count();
    form.hidden = count() > 0;
    find("count").textContent = unsentWords(count());
    find("discard").textContent = discardWords(count());
    find("send").hidden = !outbox.queue.waiting.length;
  };
  outbox.addEventListener("state", show);
  find("download").addEventListener("click", () => download(outbox));
  find("discard").addEventListener("click", () => leave(form, outbox, form.hidden ? find("unsent") : form));
  find("send").addEventListener("click", async () => {
    await outbox.send();
    find("said").textContent = outbox.queue.waiting.length ? gettext("There is no connection right now.") : "";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    // What is not sent is known only then.
    await outbox.records.whenLoaded();
    if (!count()) await leave(form, outbox, form);
    button.disabled = false;
  });
  await outbox.records.whenLoaded();
  show();
}

/** @param {number} count */
const unsentWords = (count) =>
  ngettext("%(count)s entry on this phone not sent yet.", "%(count)s entries on this phone not sent yet.", count, { count });

/** @param {number} count */
const discardWords = (count) =>
  ngettext("Discard %(count)s entry and sign out", "Discard %(count)s entries and sign out", count, { count });

/** Erases this phone and signs out, if the server is there: else it would be erased here and signed in there. @param {HTMLFormElement} form @param {Outbox} outbox @param {Element} place for what is wrong */
async function leave(form, outbox, place) {
  const trouble = await troubleOf(form);
  const isSignedOut = trouble?.way?.includes("login");
  if (trouble && !isSignedOut) return showTrouble(place, trouble);
  await Promise.all([outbox.records.erase(), erasePictures("")]);
  form.submit();
}
