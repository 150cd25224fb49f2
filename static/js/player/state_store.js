// Where the phone keeps the state of a routine, so that a reload or a kill loses nothing.

export function storeOf(uuid) {
  const key = `player:${uuid}`;
  let isDelivered = false;
  return {
    read: () => attempt(() => localStorage.getItem(key)),
    keep: (state) =>
      isDelivered || attempt(() => localStorage.setItem(key, JSON.stringify(state))),
    // Leaving the page hides it, and that must not write the state once more.
    forget() {
      isDelivered = true;
      attempt(() => localStorage.removeItem(key));
    },
  };
}

function attempt(action) {
  try {
    return action();
  } catch {
    // Storage is full or forbidden: the routine runs all the same, only a reload starts it anew.
    return null;
  }
}
