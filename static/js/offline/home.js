// Without a network and without a session on the page: continue one, start one, or what is missing.

import { find } from "../dom.js";
import { gettext, timeText } from "../gettext.js";
import { saveSnapshot } from "../phone/offline_store.js";
import { DONE, pathOf } from "../phone/stages.js";
import { paintStatus } from "../status/line.js";
import { sessionStatus } from "../status/session.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */
/** @typedef {import("./shell.js").Screen} Screen */
/** @typedef {{ user: string, bundle: OfflineBundle | null, outbox: Outbox, open: Snapshot | null }} Here `open`: the session that this phone knows to be open */

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };

/** For nobody's phone without arguments. @param {import("./shell.js").Shell} shell @param {Partial<Here>} here */
export function showHome(shell, { user, bundle, outbox, open }) {
  const screen = shell.put("home");
  const mayStart = bundle?.safety_read === true;
  screen.show("nobody", !user).show("no-kit", Boolean(user) && !bundle && !open);
  screen.show("safety", bundle ? !mayStart : false);
  screen.show("can-start", mayStart && !open).show("open", Boolean(open));
  if (outbox) showWaiting(screen, outbox);
  if (!user || !outbox || !open) return;
  const { uuid, title, started, stage } = open;
  screen.say("title", title);
  screen.say("started", gettext("Started %(time)s", { time: timeText(started, WHEN) }));
  find(screen.element, "[data-go=session]", HTMLAnchorElement).href = pathOf(open, stage);
  screen.onClick("finish", async () => {
    outbox.put({ kind: "finish", session: uuid });
    const isStored = await outbox.written;
    await saveSnapshot(user, { ...open, stage: DONE });
    if (isStored) return location.reload();
    // A reload would lose what only this page has.
    screen.show("open", false).show("can-start", mayStart);
  });
}

/** @param {Screen} screen @param {Outbox} outbox */
function showWaiting(screen, outbox) {
  const place = find(screen.element, "[data-say=waiting]");
  const show = () => {
    const { waiting, isRead } = outbox.state;
    screen.show("waiting", waiting > 0 || !isRead);
    if (waiting || !isRead) paintStatus(place, sessionStatus({ waiting, refused: 0 }, outbox.state));
  };
  outbox.addEventListener("state", show);
  show();
}
