// Without a network and without a session on the page: carry on, start one, or what is missing.

import { keepRecord } from "./kept.js";
import { address } from "./stages.js";

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
  screen.element.querySelector("[data-go=session]").href = address(uuid, stage);
  screen.does("finish", async () => {
    outbox.put({ kind: "finish", session: uuid });
    await outbox.kept;
    await keepRecord(user, { ...open, stage: "done" });
    location.reload();
  });
}

function tell(screen, outbox) {
  const paint = () => {
    const { length } = outbox.queue.waiting;
    screen.when("waiting", length > 0);
    screen.say("waiting", `${length === 1 ? "1 entry is" : `${length} entries are`} on this phone, not sent yet.`);
  };
  outbox.addEventListener("state", paint);
  paint();
}
