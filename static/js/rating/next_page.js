// From the last rating of a phase to the next page: by the server, or without it by the phone.

import { fetchPage, hasWorker, showPage } from "../visit.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */

/** Whether the phone made this form itself, so that the server has no POST for it. @param {HTMLFormElement} form */
export const isLocal = (form) => "local" in form.dataset;

/** Shows the next page; false as long as it cannot be reached. @param {HTMLFormElement} form @param {Outbox} outbox */
export async function showNextPage(form, outbox) {
  if (isLocal(form) && (await goOnHere(form, outbox))) return true;
  await outbox.send();
  const page = outbox.queue.waiting.length ? null : await fetchNext(form);
  if (page) return showPage(page).then(() => true);
  return !isLocal(form) && (await goOnHere(form, outbox));
}

/** Only the next page, or this one with its errors, may take the form's place. @param {HTMLFormElement} form */
async function fetchNext(form) {
  const page = await (isLocal(form) ? fetchPage(location.href) : submit(form));
  return page?.ok || page?.status === 422 ? page : null;
}

/** @param {HTMLFormElement} form */
function submit(form) {
  const fields = new FormData(form);
  fields.set("go", "anyway");
  return fetchPage(form.action, fields);
}

/** @param {HTMLFormElement} form @param {Outbox} outbox */
async function goOnHere(form, outbox) {
  if (!hasWorker()) return false;
  try {
    const { showNextStage } = await import("../phone/next_stage.js");
    const { user, session = "", phase = "" } = form.dataset;
    return await showNextStage({ user, session, phase }, outbox);
  } catch {
    return false; // Without the worker's files the phone cannot make a page.
  }
}
