// The pictures of a person's own tests on this phone: in a cache of that person, from which the worker
// shows them. The server gives a changed picture another address, so what is here never gets old.

const PREFIX = "pictures-";

/** Stores the pictures of these tests and removes all others, as far as there is a network and room. @param {string} user @param {{ picture?: string }[]} tests */
export async function storePictures(user, tests) {
  const cache = await openCache(user);
  if (!cache) return;
  const missing = new Set(tests.flatMap(({ picture }) => (isOwn(picture) ? new URL(picture, location.href).href : [])));
  for (const { url } of await cache.keys()) if (!missing.delete(url)) await cache.delete(url);
  for (const address of missing) await store(cache, address);
}

/** Removes the pictures of everybody else; of all if this is nobody's phone. @param {string | null} user */
export async function erasePictures(user) {
  const names = (await globalThis.caches?.keys().catch(() => [])) ?? [];
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + user);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** What is built in is in the page already. @param {string | undefined} picture @returns {picture is string} */
const isOwn = (picture) => Boolean(picture?.startsWith("/"));

/** Null over plain http and where a browser refuses its storage. @param {string} user */
const openCache = async (user) => (await globalThis.caches?.open(PREFIX + user).catch(() => null)) ?? null;

/** Never a page to sign in or an error in its place. @param {Cache} cache @param {string} address */
async function store(cache, address) {
  try {
    const response = await fetch(address, { redirect: "error" });
    const isPicture = response.ok && response.headers.get("Content-Type")?.startsWith("image/");
    if (isPicture) await cache.put(address, response);
  } catch {
    // The page of the test says that its picture is not here.
  }
}
