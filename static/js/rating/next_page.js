// From the last rating of a phase to the next page: by the server, or where it is away by the phone.

import { fetchPage, hasWorker, show } from "../visit.js";

/** Whether this is the phone's own form, which the server has not sent and does not take. */
export const isLocal = (form) => "local" in form.dataset;

/** Shows the page that comes next; false as long as there is no way to it. */
export async function goOn(form, outbox) {
  if (isLocal(form) && (await byItself(form, outbox))) return true;
  await outbox.send();
  const page = outbox.queue.waiting.length ? null : await ask(form);
  if (page) return show(page).then(() => true);
  return !isLocal(form) && (await byItself(form, outbox));
}

/** Only the page that comes next, or this one with what is wrong in it, may take the form's place. */
async function ask(form) {
  const page = await (isLocal(form) ? fetchPage(location.href) : send(form));
  return page?.ok || page?.status === 422 ? page : null;
}

/** A form of the phone's own has nothing to send but its entries: the server has a page for it now. */
function send(form) {
  const fields = new FormData(form);
  fields.set("go", "anyway");
  return fetchPage(form.action, fields);
}

async function byItself(form, outbox) {
  if (!hasWorker()) return false;
  try {
    const { goOn: onThisPhone } = await import("../phone/next_stage.js");
    return await onThisPhone(form.dataset, outbox);
  } catch {
    return false; // Without the worker's files there is no way on this phone.
  }
}
