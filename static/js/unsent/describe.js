// Describes an entry in words, from nothing but the entry: this phone may have no network.

/** @type {Record<string, string>} */
const FIELDS = { score: "", value: "measured ", discomfort: "discomfort " };
/** @type {Record<string, string>} */
const CLEARED = { score: "rating", value: "measured value", discomfort: "discomfort", skip: "skip" };
/** @type {Record<string, string>} */
const KINDS = { routine: "The routine is over", start: "A session was started", finish: "The session was finished" };

/** @param {EntryFields} entry @param {Vocabulary} vocabulary that the page brings along */
export function describeEntry(entry, vocabulary) {
  if (entry.kind === "note") return entry.value ? `Note: ${entry.value}` : "Note: taken away";
  if (entry.kind && entry.kind !== "reading") return KINDS[entry.kind];
  return describeRating(entry, vocabulary);
}

/** @param {RatingFields} entry @param {Vocabulary} vocabulary */
function describeRating({ phase, test = "", side, field, value }, { phases, skip_reasons }) {
  const slot = [phases[phase] ?? phase, test.replaceAll("_", " "), side === "none" ? "" : side];
  const where = slot.filter(Boolean).join(", ");
  if (value === "" || value == null) return `${where}: ${CLEARED[field] ?? "rating"} cleared`;
  if (field === "skip") return `${where}: skipped (${(skip_reasons[value] ?? value).toLowerCase()})`;
  return `${where}: ${FIELDS[field] ?? ""}${value}`;
}

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };

/** @param {{ at: string }} entry */
export function timeWords({ at }) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" : time.toLocaleString("en-GB", WHEN);
}

/** What a person may choose instead, as pairs of value and words; null where a number is typed or nothing can be corrected. @param {EntryFields} entry @param {Vocabulary} vocabulary @returns {string[][] | null} */
export function choicesFor(entry, { skip_reasons }) {
  if (entry.kind && entry.kind !== "reading") return null;
  if (entry.field === "skip") return Object.entries(skip_reasons);
  if (entry.field === "value") return null;
  return [...Array.from({ length: 11 }, (_, score) => [String(score), String(score)]), ["", "Not rated"]];
}

/** @param {EntryFields} entry */
export const isText = ({ kind }) => kind === "note";
/** @param {EntryFields} entry */
export const isCorrectable = (entry) => isText(entry) || !entry.kind || entry.kind === "reading";
