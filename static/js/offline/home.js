// Without a network and without a session on the page: carry on, start one, or what is missing.

import { paint } from "../status/line.js";
import { where } from "../status/session.js";
import { keepRecord } from "../phone/offline_store.js";
import { DONE, address } from "../phone/stages.js";

const WHEN = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };

/** `open` is the session that this phone knows to be open, if there is one. */
export function showHome(shell, { user, kit, outbox, open }) {
  const screen = shell.put("home");
  screen.when("nobody", !user).when("no-kit", Boolean(user) && !kit && !open);
  screen.when("safety", Boolean(kit) && !kit.safety_read);
  screen.when("can-start", Boolean(kit?.safety_read) && !open).when("open", Boolean(open));
  if (outbox) tell(screen, outbox);
  if (!open) return;
  const { uuid, title, started, stage } = open;
  screen.say("title", title);
  screen.say("started", new Date(started).toLocaleString("en-GB", WHEN));
  screen.element.querySelector("[data-go=session]").href = address(open, stage);
  screen.does("finish", async () => {
    outbox.put({ kind: "finish", session: uuid });
    const isKept = await outbox.kept;
    await keepRecord(user, { ...open, stage: DONE });
    if (isKept) return location.reload();
    // What only this page knows would be lost with it.
    screen.when("open", false).when("can-start", Boolean(kit?.safety_read));
  });
}

function tell(screen, outbox) {
  const place = screen.element.querySelector("[data-say=waiting]");
  const show = () => {
    const { waiting, isRead } = outbox.state;
    screen.when("waiting", waiting > 0 || !isRead);
    if (waiting || !isRead) paint(place, where({ waiting, refused: 0 }, outbox.state));
  };
  outbox.addEventListener("state", show);
  show();
}
