// The service worker. `tracker/phone/shell.py` puts VERSION, SHELL, LANGUAGES and FILES in front of this.
// It caches what is the same for everybody, answers only GET, and never caches a page of a person. The
// pictures of own tests are cached by static/js/phone/pictures.js; here they are shown.

const worker = /** @type {any} */ (globalThis); // TypeScript knows workers or pages, not both.
const CACHE = `supple-${VERSION}`;
const PATIENCE = 20_000; // ms; a network that never answers counts as none.
const CACHED = new Set([...FILES, ...Object.values(LANGUAGES).flat()]);
const A_SESSION = /^\/sessions\/[0-9a-f-]{36}\//;
const A_PICTURE = /^\/tests\/[\w-]+\/picture\//;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(cacheAll()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
// Pages say which language they are in, and when no session is open, so that no page changes under a session.
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data === "go") worker.skipWaiting();
  else event.waitUntil(storeLanguage(event.data.language));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  /** @type {{ request: Request }} */
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (CACHED.has(pathname)) event.respondWith(fromCache(pathname, request));
  else if (A_PICTURE.test(pathname) && request.mode !== "navigate") event.respondWith(ownPicture(request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request, pathname));
});

async function cacheAll() {
  const cache = await caches.open(CACHE);
  await Promise.all([cache.addAll(FILES), lastLanguage().then(storeLanguage)]);
}

/** That of the version before; on a first visit that of the browser, until a page says another. */
async function lastLanguage() {
  for (const [language, [page]] of Object.entries(LANGUAGES)) if (await caches.match(page)) return language;
  const [own] = navigator.language.split("-");
  return own in LANGUAGES ? own : "en";
}

/** Stores the page in a language and what its scripts say, and only then removes that of another one. @param {string} language */
async function storeLanguage(language) {
  const cache = await caches.open(CACHE);
  const [page, ...messages] = LANGUAGES[language] ?? [];
  if (!page || (await cache.match(page))) return;
  // Requested without cookies, so that nothing the server knows of a person can be in it.
  await cache.addAll([new Request(page, { cache: "reload", credentials: "omit" }), ...messages]);
  const others = Object.keys(LANGUAGES).filter((name) => name !== language);
  await Promise.all(others.flatMap((name) => LANGUAGES[name]).map((address) => cache.delete(address)));
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("supple-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {string} path */
const cached = async (path) => (await caches.open(CACHE)).match(path, { ignoreSearch: true });

/** @param {string} path @param {Request} request */
const fromCache = async (path, request) => (await cached(path)) ?? fetch(request);

/** Of the person whose phone this is: those of others are not here. @param {Request} request */
const ownPicture = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

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
