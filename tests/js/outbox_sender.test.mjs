// What an answer means, how long to wait, and how entries are delivered, with a server made of words.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { backoff, retryAfter } from "../../static/js/outbox/backoff.js";
import { queueOf, recordOf } from "../../static/js/outbox/queue.js";

Object.assign(globalThis, { document: new EventTarget(), addEventListener() {} });
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
Object.assign(document, { hidden: false, cookie: "csrftoken=fresh" });
const { Sender } = await import("../../static/js/outbox/sender.js");
const { outcomeOf } = await import("../../static/js/outbox/post.js");

// The twenty-second clock of a page would keep this process alive.
const noTimers = () => 0;
let asks = [];

/** An outbox without storage, and a server that is a function of the entries that it is sent. */
function phone(count, server) {
  asks = [];
  const records = new Map();
  for (let index = 0; index < count; index += 1) {
    const at = `2026-03-10T06:00:${String(index).padStart(2, "0")}.000Z`;
    records.set(`${index}`, recordOf({ uuid: `${index}`, at, value: index }, 0));
  }
  const outbox = {
    url: "/sync/", user: 1, token: "old", ready: Promise.resolve(), queue: queueOf(records.values()),
    siblingUrl: (path) => `/${path}`,
    records: {
      all: records, unwritten: new Set(), write: async () => true, isRead: true,
      set(...changed) {
        for (const one of changed) records.set(one.uuid, one);
        outbox.queue = queueOf(records.values());
      },
    },
  };
  globalThis.fetch = async (url, options) => {
    const sent = options.body ? JSON.parse(options.body).entries : null;
    asks.push({ url, sent, token: options.headers?.["X-CSRFToken"] });
    const { status = 200, body, headers = {} } = server(sent, asks.length, url);
    return { status, headers: new Headers(headers), json: async () => (body === undefined ? JSON.parse("<") : body) };
  };
  return { outbox, sender: new Sender(outbox, () => null) };
}

const stored = (entries) => ({ body: { results: entries.map(({ uuid }) => ({ uuid, status: "stored" })) } });
const left = ({ outbox }) => outbox.queue.waiting.length;

beforeEach(() => Object.assign(globalThis, { setInterval: noTimers, setTimeout: noTimers }));

test("everything that waits is delivered in batches", async () => {
  const one = phone(450, stored);
  await one.sender.sendNow();
  assert.equal(left(one), 0);
  assert.deepEqual(asks.map(({ sent }) => sent.length), [200, 200, 50]);
});

const PORTALS = {
  "a page": { body: undefined },
  "a page to sign in, as an error": { status: 401 },
  "a network that asks for a login": { status: 511 },
  "JSON that is no answer": { body: { ok: true } },
  "an answer that names nobody": { body: { results: [] } },
  "an answer that names somebody else": { body: { results: [{ uuid: "x", status: "stored" }] } },
};
for (const [what, answer] of Object.entries(PORTALS)) {
  test(`${what} takes nothing from the phone`, async () => {
    const one = phone(3, () => answer);
    await one.sender.sendNow();
    assert.equal(left(one), 3);
    assert.equal(asks.length, 1);
    assert.equal(one.sender.problem, "");
  });
}

test("an entry that nobody can read is found, kept apart, and does not hold up the other nine", async () => {
  for (const poison of [0, 4, 9]) {
    const one = phone(10, (entries) =>
      entries.some(({ value }) => value === poison) ? { status: 400, body: { error: "Unreadable." } } : stored(entries));
    await one.sender.sendNow();
    assert.equal(left(one), 0);
    assert.deepEqual(one.outbox.queue.refused.map(({ uuid, reason }) => [uuid, reason]), [[`${poison}`, "Unreadable."]]);
    assert.ok(asks.length <= 12);
  }
});

test("a refusal by something else than our server is no refusal", async () => {
  const one = phone(1, () => ({ status: 400 }));
  await one.sender.sendNow();
  assert.equal(left(one), 1);
});

test("an old token is renewed once, and then all is sent", async () => {
  const one = phone(2, (entries, nth, url) => {
    if (url === "/offline/kit/") document.cookie = "csrftoken=renewed";
    return nth === 1 ? { status: 403, body: { error: "Reload.", csrf: true } } : entries ? stored(entries) : { body: {} };
  });
  await one.sender.sendNow();
  assert.equal(left(one), 0);
  assert.deepEqual(asks.map(({ url, token }) => [url, token ?? ""]), [
    ["/sync/", "fresh"], ["/offline/kit/", ""], ["/sync/", "renewed"],
  ]);
});

test("over https the token has a name that a neighbour cannot set", async () => {
  const before = document.cookie;
  document.cookie = "csrftoken2=no; __Host-csrftoken=hosts";
  const one = phone(1, stored);
  await one.sender.sendNow();
  document.cookie = before;
  assert.deepEqual(asks.map(({ token }) => token), ["hosts"]);
});

test("who is signed in is said, and the entries wait", async () => {
  for (const [status, problem] of [[401, "sign in"], [409, "other"]]) {
    const one = phone(2, () => ({ status, body: { error: "Sign in again." } }));
    await one.sender.sendNow();
    assert.deepEqual([left(one), one.sender.problem], [2, problem]);
  }
});

test("a server that asks for time gets it, even from a tap", async () => {
  for (const status of [429, 503]) {
    const one = phone(1, () => ({ status, body: { error: "Later." }, headers: { "Retry-After": "30" } }));
    await one.sender.sendNow();
    await one.sender.sendNow();
    assert.equal(asks.length, 1);
  }
  const failing = phone(1, () => ({ status: 500 }));
  await failing.sender.sendNow();
  await failing.sender.sendNow();
  assert.equal(asks.length, 2);
});

test("the pause grows from one second to five minutes, and chance spreads it", () => {
  assert.equal(backoff(0, 0), 0);
  assert.deepEqual([1, 2, 3, 9, 10, 60].map((failures) => backoff(failures, 0) / 1000), [1, 2, 4, 256, 300, 300]);
  for (const failures of [2, 5, 60]) {
    assert.equal(backoff(failures, 1), backoff(failures, 0) / 2);
  }
});

test("how long a server asks for is read in seconds or as a date, and at most five minutes", () => {
  const now = Date.parse("2026-03-10T06:00:00Z");
  const date = "Tue, 10 Mar 2026 06:00:07 GMT";
  const cases = [["7", 7000], [date, 7000], ["9999999", 300_000], ["soon", 0], [null, 0], ["-5", 0]];
  for (const [header, milliseconds] of cases) assert.equal(retryAfter(header, now), milliseconds, header);
});

test("only our server's words count", () => {
  assert.equal(outcomeOf(null).kind, "none");
  assert.equal(outcomeOf({ status: 401, body: null }).kind, "none");
  assert.equal(outcomeOf({ status: 204, body: { results: [] } }).kind, "none");
});

test("a database that was slow as the page began is read again, and what it holds is sent", async () => {
  const { outbox, sender } = phone(1, stored);
  const late = recordOf({ uuid: "late", at: "2026-03-09T06:00:00.000Z", value: 7 }, 0);
  Object.assign(outbox.records, {
    isRead: false,
    async reload() {
      this.isRead = true;
      this.set(late);
      return true;
    },
  });
  await sender.sendNow();
  while (left({ outbox })) await new Promise(setImmediate);
  assert.ok(asks.some(({ sent }) => sent.some(({ uuid }) => uuid === "late")));
});

test("a clock that was put back does not make a pause longer than a server may ask for", async () => {
  const later = { status: 503, body: { error: "Later." }, headers: { "Retry-After": "30" } };
  const one = phone(1, (entries, nth) => (nth === 1 ? later : stored(entries)));
  const { now } = Date;
  await one.sender.sendNow();
  Date.now = () => now() - 3_600_000;
  await one.sender.sendNow();
  Date.now = now;
  assert.deepEqual([asks.length, left(one)], [2, 0]);
});

test("what the server puts off is sent again at once, behind what it took, and nothing is refused", async () => {
  const one = phone(25, (entries) => ({
    body: { results: entries.map(({ uuid }, index) => ({ uuid, status: index < 10 ? "stored" : "later" })) },
  }));
  await one.sender.sendNow();
  assert.equal(left(one), 0);
  assert.deepEqual(one.outbox.queue.refused, []);
  assert.deepEqual(asks.map(({ sent }) => sent.length), [25, 15, 5]);
});
