// The service worker. `tracker/views/offline.py` puts VERSION, SHELL and FILES in front of this.
// It keeps what is the same for everybody, answers only GET, and no page of a person is ever kept.

const CACHE = `supple-${VERSION}`;
const PATIENCE = 20_000; // A network that never answers is none.
const KEPT = new Set(FILES);
const A_SESSION = /^\/sessions\/[0-9a-f-]{36}\//;

addEventListener("install", (event) => event.waitUntil(keepAll()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
// Never by itself: pages say so when no session is open, so that no page changes under a session.
addEventListener("message", ({ data }) => data === "go" && skipWaiting());

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (KEPT.has(pathname)) event.respondWith(fromCache(pathname, request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request, pathname));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  // The page is asked for as nobody: what the server knows of a person cannot be in it.
  const shell = new Request(SHELL, { cache: "reload", credentials: "omit" });
  await cache.addAll([shell, ...FILES]);
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("supple-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

const kept = async (path) => (await caches.open(CACHE)).match(path);

const fromCache = async (path, request) => (await kept(path)) ?? fetch(request);

async function fromNetwork(request, path) {
  const answer = await Promise.race([fetch(request), silence()]).catch(() => null);
  return (isAnswer(answer, path) ? null : await kept(SHELL)) ?? answer ?? Response.error();
}

const silence = () => new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));

/** A proxy without its server is no answer; nor is "not found" to a session that is only here. */
function isAnswer(answer, path) {
  if (!answer || [502, 503, 504].includes(answer.status)) return false;
  return !(answer.status === 404 && A_SESSION.test(path));
}
