// Says truthfully where the ratings are: on the server, on this phone, or nowhere yet.

const ratings = (count) => (count === 1 ? "1 entry" : `${count} entries`);

export function words({ waiting, refused, sending, stored }) {
  if (refused.length) return ["error", `Not accepted: ${refused.at(-1).reason}`];
  if (!waiting) return ["saved", "Saved"];
  if (sending && stored) return ["sending", "Saving…"];
  if (stored) return ["phone", `On this phone, not sent yet: ${ratings(waiting)}`];
  return ["error", `Not saved: ${ratings(waiting)}. Keep this page open.`];
}

export function showSaved(mark, outbox) {
  let used = false;
  outbox.addEventListener("state", ({ detail }) => {
    used ||= detail.waiting > 0 || detail.refused.length > 0;
    if (!used) return;
    const [kind, text] = words(detail);
    mark.dataset.kind = kind;
    if (mark.textContent !== text) mark.textContent = text;
  });
}
