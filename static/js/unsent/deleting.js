// Deleting the account: says what of it is on this phone alone, and afterwards forgets it here as well.

import * as dom from "../dom.js";
import { gettext, ngettext } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { erasePictures } from "../phone/pictures.js";
import { download } from "./download.js";

// In sessionStorage, whose account this tab asked to delete: the page after it has no name in it.
const WHOSE = "deleting";

/** The page that asks, or the one after it, which has no form. @param {HTMLElement} page */
export async function mount(page) {
  const form = page.querySelector("form");
  if (!form) return forget();
  form.addEventListener("submit", () => sessionStorage.setItem(WHOSE, page.dataset.user ?? ""));
  await showUnsent(page);
}

/** @param {HTMLElement} page */
async function showUnsent(page) {
  const find = (/** @type {string} */ name) => dom.find(page, `[data-${name}]`);
  const outbox = Outbox.of({ ...page.dataset, token: "" });
  const show = () => {
    const { waiting, refused } = outbox.queue;
    const count = waiting.length + refused.length;
    find("unsent").hidden = !count;
    find("count").textContent = ngettext(
      "%(count)s entry on this phone not sent yet.",
      "%(count)s entries on this phone not sent yet.",
      count,
      { count },
    );
    find("send").hidden = !waiting.length;
  };
  outbox.addEventListener("state", show);
  find("download").addEventListener("click", () => download(outbox));
  find("send").addEventListener("click", async () => {
    await outbox.send();
    find("said").textContent = outbox.queue.waiting.length ? gettext("There is no connection right now.") : "";
  });
  await outbox.records.whenLoaded();
  show();
}

/** Only what this tab asked for: a link to this page must not erase anything. */
async function forget() {
  const user = sessionStorage.getItem(WHOSE);
  sessionStorage.removeItem(WHOSE);
  if (!user) return;
  const { records } = Outbox.of({ user, token: "" });
  await records.whenLoaded();
  await Promise.all([records.erase(), erasePictures("")]);
}
