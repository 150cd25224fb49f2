// Hands the routine to the server, and tells whether the phone may let go of its copy.

/** Sends `form`. `address` is where to go on, or null if nothing came of it. */
export async function deliver(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    // Only the way on to this session's next page means "stored": the sign-in page, a portal's
    // page or an error may be a good answer too.
    const isStored = answer.ok && answer.redirected && isBeside(answer.url, form.action);
    return { isStored, address: answer.ok && answer.redirected ? answer.url : null };
  } catch {
    return { isStored: false, address: null };
  }
}

const isBeside = (address, other) =>
  new URL(address).pathname.startsWith(new URL("..", other).pathname);
