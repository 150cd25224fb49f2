// The page that stands in for every other one without a network: what it shows, and of what.

import { Outbox } from "../outbox/index.js";
import { keepPreferences } from "../preferences.js";
import { fetchPage } from "../visit.js";
import { kitOf, openRecord, recordOf, whoIsHere } from "../phone/offline_store.js";
import { Shell } from "./shell.js";
import { showHome } from "./home.js";
import { DONE, address, pageOf } from "../phone/stages.js";

const NOTHING = "The address may be mistyped. A session that you deleted is in History, under Deleted.";
const A_SESSION = /^\/sessions\/([0-9a-f-]{36})\/(?:(\w+)\/)?$/;
const DRAW = "What chance picks is drawn by the server. Your before ratings are kept on this phone.";

export async function mount(element) {
  const shell = new Shell(element);
  const user = await whoIsHere();
  if (!user) return showHome(shell, {});
  const outbox = Outbox.of({ user, url: element.dataset.url, token: "" });
  // Before it is known what was entered, every page here would show too little.
  const [kit] = await Promise.all([kitOf(user), outbox.known()]);
  if (kit) document.dispatchEvent(new CustomEvent("themewanted", { detail: kit.theme }));
  if (kit?.preferences) keepPreferences(kit.preferences);
  outbox.send();
  if (location.pathname === "/unsent/") return showUnsent(shell, user);
  const here = { user, kit, outbox, open: await openRecord(user) };
  const [, uuid, page] = location.pathname.match(A_SESSION) ?? [];
  if (uuid) return showSession(shell, here, uuid, page);
  if (location.pathname !== "/sessions/start/" || !kit?.safety_read || here.open) return showHome(shell, here);
  return (await import("./start.js")).showStart(shell, here);
}

/** The worker shows this page, too, where the server has said that there is no such session. */
async function showUnknown(screen) {
  if (!(await fetchPage(location.href))) return;
  screen.say("title", "This page is not there").say("why", NOTHING);
}

async function showUnsent(shell, user) {
  const content = shell.copy("unsent");
  const page = content.querySelector("[data-mount]");
  page.dataset.user = user;
  shell.put("unsent", content);
  await (await import("../unsent/index.js")).mount(page);
  page.dataset.mounted = "";
}

async function showSession(shell, here, uuid, wanted) {
  const record = await recordOf(here.user, uuid);
  if (!record) return showUnknown(shell.put("waits"));
  const page = pageOf(record, wanted);
  if (!page) return shell.put("waits").say("why", DRAW);
  history.replaceState({}, "", `/sessions/${uuid}/${page}/`);
  const show = await showOf(record, page);
  return show(shell, { ...here, record, phase: page });
}

/** A page is that of the end, or of a leg of the plan, or else of ratings. */
async function showOf({ plan, stage }, page) {
  if (stage === DONE) return (await import("./finished.js")).showFinished;
  return page in plan ? (await import("./routine.js")).showRoutine : (await import("./rate.js")).showRate;
}
