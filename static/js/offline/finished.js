// After the last rating: what is still on this phone, and the result page when all of it has arrived.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { paintStatus } from "../status/line.js";
import { sessionStatus } from "../status/session.js";
import { fetchPage, showPage } from "../visit.js";
import { isNothingDone, undoneTitle } from "./undone.js";

const INTERVAL = 20_000; // ms

/** @param {import("./shell.js").Shell} shell @param {SessionHere} session */
export function showFinished(shell, { outbox, snapshot }) {
  const screen = shell.put("finished");
  const place = find(screen.element, "[data-say=where]");
  const showResult = resultShower(screen.element);
  const isOwn = (/** @type {Entry} */ { session }) => session === snapshot.uuid;

  function paint() {
    const waiting = outbox.queue.waiting.filter(isOwn);
    const refused = outbox.queue.refused.filter(isOwn).length;
    const isPending = waiting.length > 0 || refused > 0;
    screen.show("refused", refused > 0);
    if (isNothingDone(snapshot, waiting)) screen.say("what", undoneTitle(snapshot));
    paintStatus(place, sessionStatus({ waiting: waiting.length, refused }, outbox.state));
    screen.say("then", thenWords(isPending));
    if (!isPending) showResult();
  }

  const timer = setInterval(() => {
    if (!screen.element.isConnected) return clearInterval(timer);
    return outbox.queue.waiting.some(isOwn) ? outbox.send() : showResult();
  }, INTERVAL);
  addEventListener("online", () => outbox.send().then(paint));
  outbox.addEventListener("state", () => screen.element.isConnected && paint());
  screen.onClick("send", () => outbox.send().then(paint));
  paint();
}

/** @param {boolean} isPending */
const thenWords = (isPending) =>
  isPending
    ? gettext("You see what changed when all of it has arrived.")
    : gettext("You see what changed when the network is back.");

/** A function that shows the result, once the server has a page at this very address; others are pages to sign in somewhere. @param {HTMLElement} element */
function resultShower(element) {
  const address = location.href;
  let isBusy = false;
  return async () => {
    if (isBusy || !element.isConnected) return;
    isBusy = true;
    const page = navigator.onLine ? await fetchPage(address) : null;
    if (page?.ok && page.url === address && element.isConnected) await showPage(page);
    isBusy = false;
  };
}
