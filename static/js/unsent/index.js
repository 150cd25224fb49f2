// The page of everything that this phone could not send: read it, correct it, send it, take it along.

import { Outbox } from "../outbox/index.js";
import { paint, words } from "../status/line.js";
import { download } from "./download.js";
import { UNREAD } from "../status/session.js";
import { canChange, choices, isText, what, when } from "./describe.js";

const UNCHOSEN = "?";

export async function mount(page) {
  const find = (name) => page.querySelector(`[data-${name}]`);
  const outbox = Outbox.of({ ...page.dataset, token: "" });
  find("plain").hidden = true;
  find("send").addEventListener("click", () => outbox.send());
  find("all-again").addEventListener("click", () => outbox.again(outbox.queue.refused.map(({ uuid }) => uuid)));
  find("download").addEventListener("click", () => download(outbox));
  paint(find("state"), ["sending", "Looking at what is on this phone…"]);
  await outbox.known();
  let shown = null;
  const show = () => {
    const { waiting, refused } = outbox.queue;
    sayState(find("state"), outbox.state);
    find("do").hidden = !waiting.length && !refused.length;
    find("send").hidden = !waiting.length;
    find("all-again").hidden = refused.length < 2;
    const now = JSON.stringify([waiting, refused]);
    if (shown === now) return;
    shown = now;
    list(find("refused"), refused, (entry) => row(page, entry, outbox));
    list(find("waiting"), waiting, (entry) => row(page, entry, outbox));
  };
  outbox.addEventListener("state", show);
  show();
  outbox.send();
}

function sayState(mark, state) {
  const { waiting, refused } = state;
  if (waiting) return paint(mark, words({ ...state, refused: [] }));
  if (!state.isRead) return paint(mark, ["error", UNREAD]);
  return paint(mark, refused.length ? ["saved", "Everything else is sent."] : ["saved", "Everything is sent."]);
}

function list(section, entries, made) {
  section.hidden = !entries.length;
  section.querySelector("[data-list]").replaceChildren(...entries.map(made));
}

function row(page, entry, outbox) {
  const { content } = page.querySelector("template[data-row]");
  const item = document.importNode(content, true).firstElementChild;
  const find = (name) => item.querySelector(`[data-${name}]`);
  find("what").textContent = what(entry, vocabularyOf(page));
  find("when").textContent = when(entry);
  if (!("reason" in entry)) return item;
  Object.assign(find("why"), { textContent: entry.reason, hidden: false });
  find("acts").hidden = false;
  find("change").hidden = !canChange(entry);
  find("change").addEventListener("click", () => change(page, entry, outbox));
  find("again").addEventListener("click", () => outbox.again([entry.uuid]));
  find("remove").addEventListener("click", () => remove(page, entry, outbox));
  return item;
}

async function change(page, entry, outbox) {
  const dialog = page.querySelector("[data-change-it]");
  const select = dialog.querySelector("[data-choose]");
  const [number, text] = ["type", "write"].map((name) => dialog.querySelector(`[data-${name}]`));
  const input = isText(entry) ? text : number;
  const options = choices(entry, vocabularyOf(page));
  dialog.querySelector("[data-what]").textContent = what(entry, vocabularyOf(page));
  const isKnown = options?.some(([value]) => value === `${entry.value ?? ""}`);
  const all = [...(isKnown ? [] : [[UNCHOSEN, "Choose"]]), ...(options ?? [])];
  select.replaceChildren(...all.map(([value, text]) => new Option(text, value)));
  select.hidden = !options;
  for (const one of [number, text]) one.hidden = Boolean(options) || one !== input;
  dialog.querySelector("label").hidden = !options;
  const field = options ? select : input;
  field.value = isKnown || !options ? (entry.value ?? "") : UNCHOSEN;
  const isSaved = (await answerOf(dialog)) === "save" && field.value !== UNCHOSEN;
  if (isSaved) outbox.replace(entry.uuid, { value: field.value.trim() });
}

async function remove(page, entry, outbox) {
  const dialog = page.querySelector("[data-remove-it]");
  dialog.querySelector("[data-what]").textContent = what(entry, vocabularyOf(page));
  if ((await answerOf(dialog)) === "remove") outbox.remove(entry.uuid);
}

const vocabularyOf = (page) => JSON.parse(page.querySelector("#vocabulary").textContent);

/** The value of the button that closed a dialog. */
function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
