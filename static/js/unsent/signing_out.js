// Signing out: nothing of the person stays on this phone, and nothing unsent goes without a word.

import { say, trouble } from "../forms.js";
import { Outbox } from "../outbox/index.js";
import { entries } from "../status/line.js";
import { download } from "./download.js";

export async function mount(page) {
  const find = (name) => page.querySelector(`[data-${name}]`);
  const form = page.querySelector("form");
  const outbox = Outbox.of({ ...page.dataset, token: "" });
  const count = () => outbox.queue.waiting.length + outbox.queue.refused.length;
  const show = () => {
    find("unsent").hidden = !count();
    form.hidden = count() > 0;
    find("count").textContent = `${entries(count())} on this phone not sent yet.`;
    find("discard").textContent = `Discard ${entries(count())} and sign out`;
    find("send").hidden = !outbox.queue.waiting.length;
  };
  const leave = async () => {
    // What is forgotten here would still be signed in there.
    const why = await trouble(form);
    // Who is signed out there already still has everything forgotten here.
    const isOut = why?.way?.includes("login");
    if (why && !isOut) return say(form.hidden ? find("unsent") : form, why);
    await outbox.forget();
    form.submit();
  };
  outbox.addEventListener("state", show);
  find("download").addEventListener("click", () => download(outbox));
  find("discard").addEventListener("click", leave);
  find("send").addEventListener("click", async () => {
    await outbox.send();
    find("said").textContent = outbox.queue.waiting.length ? "There is no connection right now." : "";
  });
  // A tap that comes before this phone is read waits, too: what is not sent is found out by then.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    await outbox.known();
    if (!count()) await leave();
    form.querySelector("button").disabled = false;
  });
  await outbox.known();
  show();
}
