// Saves what this phone could not send as a file that a person can read and keep.

/** @param {import("../outbox/index.js").Outbox} outbox */
export function download({ user, queue }) {
  const { waiting, refused } = queue;
  const text = JSON.stringify({ user, made: new Date().toISOString(), waiting, refused }, null, 2);
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href, download: "unsent-entries.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
