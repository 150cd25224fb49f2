// Which pictures of own tests are on a phone, and whose.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { hold } from "./phone.mjs";

const { refresh } = await import("../../static/js/phone/bundle.js");
const { erasePictures } = await import("../../static/js/phone/pictures.js");

const [BALANCE, PUSH] = ["/tests/my-balance/picture/1f/", "/tests/my-push/picture/2a/"];
const caches = new Map();
let [user, tests, requests] = ["100", [], []];

globalThis.caches = {
  keys: async () => [...caches.keys()],
  delete: async (name) => caches.delete(name),
  async open(name) {
    const rows = caches.get(name) ?? new Map();
    caches.set(name, rows);
    return {
      keys: async () => [...rows.keys()].map((url) => ({ url })),
      put: async (url, response) => rows.set(url, response),
      delete: async (url) => rows.delete(url),
    };
  },
};

const paths = (name) => [...(caches.get(name)?.keys() ?? [])].map((url) => new URL(url).pathname).sort();

/** A server with a kit, and with every picture; `more` changes its responses. */
function serve(more = {}) {
  globalThis.fetch = async (url) => {
    const path = new URL(url, location.href).pathname;
    requests.push(path);
    const headers = new Headers({ "Content-Type": "image/webp" });
    if (path !== "/offline/kit/") return { ok: true, headers, ...more };
    return { ok: true, headers: new Headers(), json: async () => ({ user: Number(user), open: null, tests }) };
  };
}

beforeEach(() => {
  user = String(Number(user) + 1);
  [tests, requests] = [[{ picture: BALANCE }, { picture: PUSH }, { picture: "toe_touch" }, { picture: "" }, {}], []];
  caches.clear();
  localStorage.setItem("user", user);
  hold(user, {});
  serve();
});

test("a phone has the pictures of own tests, and asks for a picture once", async () => {
  location.pathname = "/sessions/start/";
  for (const _ of ["first", "second"]) await refresh();
  assert.deepEqual(paths(`pictures-${user}`), [BALANCE, PUSH]);
  assert.equal(requests.filter((path) => path === PUSH).length, 1);
});

test("the picture of a test that was put away leaves the phone", async () => {
  location.pathname = "/sessions/start/";
  await refresh();
  tests = [{ picture: PUSH }];
  await refresh();
  assert.deepEqual(paths(`pictures-${user}`), [PUSH]);
});

test("a changed picture takes the place of the old one", async () => {
  location.pathname = "/sessions/start/";
  await refresh();
  tests = [{ picture: "/tests/my-push/picture/3b/" }];
  await refresh();
  assert.deepEqual(paths(`pictures-${user}`), ["/tests/my-push/picture/3b/"]);
});

test("neither an error nor a page is stored as a picture", async () => {
  for (const answer of [{ ok: false }, { headers: new Headers({ "Content-Type": "text/html" }) }]) {
    serve(answer);
    await refresh();
    assert.deepEqual(paths(`pictures-${user}`), []);
  }
});

test("the pictures of everybody else leave the phone, and nothing of the worker's does", async () => {
  await refresh();
  for (const name of ["pictures-7", "supple-1a2b"]) await globalThis.caches.open(name);
  await erasePictures(user);
  assert.deepEqual([...caches.keys()], [`pictures-${user}`, "supple-1a2b"]);
  await erasePictures(null);
  assert.deepEqual([...caches.keys()], ["supple-1a2b"]);
});

test("whoever signs out while a picture is under way leaves none behind", async () => {
  const { fetch } = globalThis;
  globalThis.fetch = (url) => {
    if (`${url}`.includes("/picture/")) localStorage.setItem("user", "");
    return fetch(url);
  };
  await refresh();
  assert.deepEqual([...caches.keys()], []);
});
