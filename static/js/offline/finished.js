// After the last rating: what is still on this phone, and on to what changed when it has arrived.

import { paint } from "../status/line.js";
import { where } from "../status/session.js";
import { fetchPage, show } from "../visit.js";
import { isNothingDone, undoneTitle } from "./undone.js";

const AGAIN = 20_000;

export function showFinished(shell, { outbox, record }) {
  const screen = shell.put("finished");
  const place = screen.element.querySelector("[data-say=where]");
  const result = location.href;
  const own = (entries) => entries.filter(({ session }) => session === record.uuid);
  let isBusy = false;

  function tell() {
    const { length } = own(outbox.queue.waiting);
    const refused = own(outbox.queue.refused).length;
    screen.when("refused", refused > 0);
    if (isNothingDone(record, own(outbox.queue.waiting))) screen.say("what", undoneTitle(record));
    paint(place, where({ waiting: length, refused }, outbox.state));
    screen.say("then", length || refused ? "You see what changed when all of it has arrived." : "You see what changed when the network is back.");
    if (!length && !refused) goOn();
  }

  /** Only a page of this very address is the result; anything else is a page to sign in somewhere. */
  async function goOn() {
    if (isBusy || !screen.element.isConnected) return;
    isBusy = true;
    const page = navigator.onLine && (await fetchPage(result));
    if (page?.ok && page.url === result && screen.element.isConnected) await show(page);
    isBusy = false;
  }

  const again = setInterval(() => {
    if (!screen.element.isConnected) return clearInterval(again);
    return own(outbox.queue.waiting).length ? outbox.send() : goOn();
  }, AGAIN);
  addEventListener("online", () => outbox.send().then?.(tell));
  outbox.addEventListener("state", () => screen.element.isConnected && tell());
  screen.does("send", () => Promise.resolve(outbox.send()).then(tell));
  tell();
}
