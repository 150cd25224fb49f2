// What is said of entries: never more than is true.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import "./phone.mjs";

const { bannerWords } = await import("../../static/js/unsent/banner.js");
const { sessionStatus } = await import("../../static/js/status/session.js");
const { announceIn, statusWords } = await import("../../static/js/status/line.js");

const state = (more) => ({
  waiting: 0, refused: [], stored: true, failed: false, sending: false, isRead: true, problem: "",
  signIn: "/accounts/login/", unsent: "/unsent/", ...more,
});
const said = ([kind, text]) => [kind, text];
const NOT_SAVED = ["error", "Not saved on this phone: 2 entries. Keep this page open."];

test("a tap is on this phone only when it is written, signed out or not", () => {
  for (const problem of ["", "sign in", "other"]) {
    assert.deepEqual(statusWords(state({ waiting: 2, stored: false, problem })), ["sending", "Saving…"]);
    assert.deepEqual(statusWords(state({ waiting: 2, stored: false, failed: true, problem })), NOT_SAVED);
  }
  assert.equal(statusWords(state({ waiting: 1, problem: "sign in" }))[1], "On this phone. Sign in to send 1 entry.");
});

test("no page says that something is on this phone which is not", () => {
  const failed = state({ waiting: 2, stored: false, failed: true });
  assert.equal(bannerWords(failed), NOT_SAVED[1]);
  assert.equal(bannerWords(state({ waiting: 2, stored: false })), "");
  assert.equal(bannerWords(state({ waiting: 2 })), "On this phone, not sent yet: 2 entries.");
  assert.deepEqual(said(sessionStatus({ waiting: 2, refused: 0 }, failed)), NOT_SAVED);
  assert.deepEqual(said(sessionStatus({ waiting: 2, refused: 0 }, state({ waiting: 2, stored: false }))), ["sending", "Saving…"]);
  assert.deepEqual(said(sessionStatus({ waiting: 2, refused: 0 }, state({ waiting: 9, sending: true }))), [
    "phone", "2 entries are on this phone, not sent yet.",
  ]);
});

test("everything is saved only when nothing was refused and the phone was read", () => {
  assert.deepEqual(sessionStatus({ waiting: 0, refused: 0 }, state()), ["saved", "Everything is saved."]);
  assert.equal(sessionStatus({ waiting: 0, refused: 0 }, state({ isRead: false }))[0], "error");
  assert.deepEqual(sessionStatus({ waiting: 0, refused: 1 }, state()), ["error", "1 entry not accepted. Everything else is saved."]);
});

test("a session whose end waits for a sign-in says so, and shows the way", () => {
  const [kind, text, link] = sessionStatus({ waiting: 1, refused: 0 }, state({ waiting: 1, problem: "sign in" }));
  assert.deepEqual([kind, text, link[0]], ["error", "On this phone. Sign in to send 1 entry.", "Sign in"]);
});

test("a screen reader hears what came of several ratings once, and never that they are being saved", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const region = { textContent: "" };
  const announce = announceIn(region);
  announce(["sending", "Saving…"]);
  mock.timers.tick(60_000);
  assert.equal(region.textContent, "");
  for (let rating = 0; rating < 3; rating += 1) {
    announce(["saved", "Saved"]);
    mock.timers.tick(500);
    announce(["sending", "Saving…"]);
  }
  mock.timers.tick(60_000);
  assert.equal(region.textContent, "");
  announce(["saved", "Saved"]);
  mock.timers.tick(1000);
  assert.equal(region.textContent, "Saved");
  announce(["error", "Not accepted: No."]);
  assert.equal(region.textContent, "Not accepted: No.");
  mock.timers.reset();
});
