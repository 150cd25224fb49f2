// Tells an entry in words, from nothing but the entry: this phone may have no network.

const FIELDS = { score: "", value: "measured ", discomfort: "discomfort " };
const CLEARED = { score: "rating", value: "measured value", discomfort: "discomfort", skip: "skip" };
const KINDS = { routine: "The routine is over", start: "A session was started", finish: "The session was finished" };

/** `words` is the vocabulary that the page brings along. */
export function what(entry, words) {
  if (entry.kind in KINDS) return KINDS[entry.kind];
  if (entry.kind === "note") return entry.value ? `Note: ${entry.value}` : "Note: taken away";
  const { phase, test = "", side, field, value } = entry;
  const name = test.replaceAll("_", " ");
  const where = [words.phases[phase] ?? phase, name, side === "none" ? "" : side].filter(Boolean).join(", ");
  if (value === "" || value == null) return `${where}: ${CLEARED[field] ?? "rating"} cleared`;
  if (field === "skip") return `${where}: skipped (${(words.skip_reasons[value] ?? value).toLowerCase()})`;
  return `${where}: ${FIELDS[field] ?? ""}${value}`;
}

export function when({ at }) {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? "" : moment.toLocaleString("en-GB", options);
}

/** What a person may choose instead, [value, text]; null where a number is typed or nothing can be changed. */
export function choices({ kind, field }, words) {
  if (kind && kind !== "reading") return null;
  if (field === "skip") return Object.entries(words.skip_reasons);
  if (field === "value") return null;
  return [...Array.from({ length: 11 }, (_, score) => [String(score), String(score)]), ["", "Not rated"]];
}

export const isText = ({ kind }) => kind === "note";
export const canChange = (entry) => isText(entry) || !entry.kind || entry.kind === "reading";
