// The page that stands in for every other one without a network: what it shows, and of what.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { bundleOf, currentUser, openSnapshot, snapshotOf } from "../phone/offline_store.js";
import { DONE, pageOf } from "../phone/stages.js";
import { legsOf } from "../plan/plan.js";
import { setPreferences } from "../preferences.js";
import { fetchPage } from "../visit.js";
import { showHome } from "./home.js";
import { Shell } from "./shell.js";

/** @typedef {import("./home.js").Here} Here */
/** @typedef {(shell: Shell, session: SessionHere) => void} Show */

const A_SESSION = /^\/sessions\/([0-9a-f-]{36})\/(?:(\w+)\/)?$/;

/** @param {HTMLElement} element */
export async function mount(element) {
  const shell = new Shell(element);
  const user = await currentUser();
  if (!user) return showHome(shell, {});
  const outbox = Outbox.of({ user, url: element.dataset.url, token: "" });
  // Until all that was entered is loaded, every page here would show too little.
  const [bundle] = await Promise.all([bundleOf(user), outbox.records.whenLoaded()]);
  if (bundle) document.dispatchEvent(new CustomEvent("themewanted", { detail: bundle.theme }));
  if (bundle?.text_size) document.documentElement.dataset.textSize = `${bundle.text_size}`;
  if (bundle?.preferences) setPreferences(bundle.preferences);
  outbox.send();
  if (location.pathname === "/unsent/") return showUnsent(shell, user);
  const here = { user, bundle, outbox, open: await openSnapshot(user) };
  const [, uuid, page] = location.pathname.match(A_SESSION) ?? [];
  if (uuid) return showSession(shell, here, uuid, page);
  if (location.pathname !== "/sessions/start/" || !bundle?.safety_read || here.open) return showHome(shell, here);
  return (await import("./start.js")).showStart(shell, { user, bundle, outbox });
}

/** The worker also shows this page where the server has said that there is no such session. @param {import("./shell.js").Screen} screen */
async function showMissing(screen) {
  if (!(await fetchPage(location.href))) return;
  screen.say("title", gettext("This page is not there"));
  screen.say("why", gettext("The address may be mistyped. A session that you deleted is in History, under Deleted."));
}

/** @param {Shell} shell @param {string} user */
async function showUnsent(shell, user) {
  const content = shell.copy("unsent");
  const page = find(content, "[data-mount]");
  page.dataset.user = user;
  shell.put("unsent", content);
  await (await import("../unsent/index.js")).mount(page);
  page.dataset.mounted = "";
}

/** @param {Shell} shell @param {Here} here @param {string} uuid @param {string} wanted */
async function showSession(shell, here, uuid, wanted) {
  const snapshot = await snapshotOf(here.user, uuid);
  if (!snapshot) return showMissing(shell.put("waits"));
  const page = pageOf(snapshot, wanted);
  if (!page) return shell.put("waits").say("why", gettext("Chance picks online. Your ratings are saved on this phone."));
  history.replaceState({}, "", `/sessions/${uuid}/${page}/`);
  const show = await showFor(snapshot, page);
  return show(shell, { ...here, snapshot, page });
}

/** A page is that of the end, or of a leg of the plan, or else of ratings. @param {Snapshot} snapshot @param {string} page @returns {Promise<Show>} */
async function showFor({ plan, stage }, page) {
  if (stage === DONE) return (await import("./finished.js")).showFinished;
  return page in legsOf(plan) ? (await import("./routine.js")).showRoutine : (await import("./rate.js")).showRate;
}
