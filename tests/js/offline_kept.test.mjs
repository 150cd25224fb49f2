// What a phone keeps of sessions where its database is slow or full, and where two people use it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { recordOf } from "../../static/js/outbox/queue.js";
import { heldOf, hold, phone, showPage } from "./phone.mjs";

const kept = await import("../../static/js/phone/offline_store.js");
const { refresh } = await import("../../static/js/phone/bundle.js");
const { Outbox } = await import("../../static/js/outbox/index.js");
const { storeShown } = await import("../../static/js/phone/snapshot.js");

const UUID = "3c0f7a52-11d8-4f7c-9a3f-52c1a95d0f61";
const next = { pre: "routine", routine: "post", post: "done" };
const may = { pre: ["pre"], routine: ["routine", "pre"], post: ["post"], done: ["result"] };
const session = (more) => ({ uuid: UUID, plan: {}, stage: "routine", next, may, started: "2026-03-10T06:00:00Z", ...more });
const rowOf = (record) => ({ name: `session:${record.uuid}`, value: record });
const startOf = (state) => ({ ...recordOf({ uuid: "start", at: "2026-03-10T06:00:00Z", kind: "start", session: UUID }, 0), state });
const names = (user) => heldOf(user, "kept").map(({ name }) => name).sort();
let user = "0";

/** A server that knows of no session, and takes no entry. */
async function answer(url) {
  if (!`${url}`.startsWith("/offline/kit/")) throw new TypeError("No network.");
  return { ok: true, headers: new Headers(), json: async () => ({ user: Number(user), open: null }) };
}

beforeEach(() => {
  Object.assign(phone, { silences: 0, isFull: false });
  user = String(Number(user) + 1);
  globalThis.fetch = answer;
  localStorage.setItem("user", user);
  showPage("/", {});
});

test("where the database is full, this page goes on from stage to stage all the same", async () => {
  hold(user, { kept: [rowOf(session())] });
  phone.isFull = true;
  await kept.advance(user, UUID, "post");
  assert.equal((await kept.snapshotOf(user, UUID)).stage, "post");
  await kept.advance(user, UUID, "routine");
  assert.equal((await kept.openSnapshot(user)).stage, "post");
  await kept.advance(user, UUID, "done");
  assert.equal(await kept.openSnapshot(user), null);
});

test("a session that the phone could not keep is told so, and is there for this page", async () => {
  phone.isFull = true;
  assert.equal(await kept.saveSnapshot(user, session()), false);
  assert.equal((await kept.openSnapshot(user)).uuid, UUID);
  phone.isFull = false;
  assert.equal(await kept.saveSnapshot(user, session({ stage: "post" })), true);
  await kept.eraseSnapshot(user, UUID);
  assert.equal(await kept.snapshotOf(user, UUID), null);
});

test("the record of a session stays as long as an entry of it is refused", async () => {
  hold(user, { kept: [rowOf(session())], entries: [startOf("refused")] });
  await refresh();
  assert.deepEqual(names(user), ["kit", `session:${UUID}`]);
});

/** The outbox of a page whose database did not answer as the page began. */
async function slowOutbox() {
  hold(user, { kept: [rowOf(session())], entries: [startOf("waiting")] });
  phone.silences = 2;
  const outbox = Outbox.of({ user, url: "/sync/", token: "" });
  await outbox.ready;
  assert.equal(outbox.queue.waiting.length, 0);
  return outbox;
}

test("a slow database is not an empty one: the record of what waits in it stays", async () => {
  await slowOutbox();
  await refresh();
  assert.deepEqual(names(user), ["kit", `session:${UUID}`]);
});

test("as long as nobody knows what waits, no record is let go", async () => {
  const outbox = await slowOutbox();
  outbox.records.reload = async () => false;
  await refresh();
  assert.deepEqual(names(user), ["kit", `session:${UUID}`]);
});

test("the record of a session that is open nowhere and fully sent is let go", async () => {
  hold(user, { kept: [rowOf(session())], entries: [startOf("sent")] });
  await refresh();
  assert.deepEqual(names(user), ["kit"]);
});

test("a session that is begun while the answer is under way is not let go", async () => {
  hold(user, {});
  globalThis.fetch = async (url) => {
    if (`${url}`.startsWith("/offline/kit/")) await kept.saveSnapshot(user, session());
    return answer(url);
  };
  await refresh();
  assert.deepEqual(names(user), ["kit", `session:${UUID}`]);
});

test("a page is kept for the person whose page it is, and for nobody else", async () => {
  const other = `${user}000`;
  showPage(`/sessions/${UUID}/routine/`, { user: other, record: session() });
  for (const who of [user, undefined]) {
    await storeShown(who);
    assert.deepEqual(heldOf(who, "kept"), []);
  }
  await storeShown(other);
  assert.deepEqual(names(other), [`session:${UUID}`]);
});
