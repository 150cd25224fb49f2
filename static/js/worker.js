// The service worker. `tracker/phone/shell.py` puts VERSION, SHELL and FILES in front of this.
// It caches what is the same for everybody, answers only GET, and never caches a page of a person.

const worker = /** @type {any} */ (globalThis); // TypeScript knows workers or pages, not both.
const CACHE = `supple-${VERSION}`;
const PATIENCE = 20_000; // ms; a network that never answers counts as none.
const CACHED = new Set(FILES);
const A_SESSION = /^\/sessions\/[0-9a-f-]{36}\//;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(cacheAll()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
// Pages say when no session is open, so that no page changes under a session.
worker.addEventListener("message", (/** @type {MessageEvent} */ { data }) => data === "go" && worker.skipWaiting());

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {{ request: Request }} */
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (CACHED.has(pathname)) event.respondWith(fromCache(pathname, request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request, pathname));
});

async function cacheAll() {
  const cache = await caches.open(CACHE);
  // Requested without cookies, so that nothing the server knows of a person can be in it.
  const shell = new Request(SHELL, { cache: "reload", credentials: "omit" });
  await cache.addAll([shell, ...FILES]);
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("supple-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {string} path */
const cached = async (path) => (await caches.open(CACHE)).match(path);

/** @param {string} path @param {Request} request */
const fromCache = async (path, request) => (await cached(path)) ?? fetch(request);

/** @param {Request} request @param {string} path */
async function fromNetwork(request, path) {
  const response = await Promise.race([fetch(request), timeout()]).catch(() => null);
  return (isAnswer(response, path) ? null : await cached(SHELL)) ?? response ?? Response.error();
}

/** @returns {Promise<null>} */
const timeout = () => new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE));

/**
 * Neither a proxy without its server answers, nor "not found" for a session that is only on this phone.
 *
 * @param {Response | null} response @param {string} path
 */
function isAnswer(response, path) {
  if (!response || [502, 503, 504].includes(response.status)) return false;
  return !(response.status === 404 && A_SESSION.test(path));
}
