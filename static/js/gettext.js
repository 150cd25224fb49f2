// Says things in the language of the page: whole messages with named placeholders, numbers and times.

const ORDER = ["zero", "one", "two", "few", "many", "other"];
const PATIENCE = 4000; // ms; without its catalogue by then, the page is in English.

/** @type {Record<string, string | string[]>} */
let catalogue = {};
/** @type {(count: number) => number} */
let formFor = (count) => (count === 1 ? 0 : 1);

/** The language that the server wrote the page in; a browser that translates pages rewrites `lang`. */
export const language = () => globalThis.document?.documentElement?.dataset.language || "en";

/** For Intl: English as it is written in Britain. */
const locale = () => (language() === "en" ? "en-GB" : language());

/** English has no catalogue; without that of another language the page still says it in English. */
export async function loadCatalogue() {
  const { catalogue: address } = document.documentElement.dataset;
  if (!address) return;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE) });
    if (response.ok) useCatalogue(await response.json(), language());
  } catch {
    // No network, or no catalogue: each message is there in English.
  }
}

/** @param {typeof catalogue} messages @param {string} language */
export function useCatalogue(messages, language) {
  const rules = new Intl.PluralRules(language);
  const { pluralCategories } = rules.resolvedOptions();
  const categories = ORDER.filter((name) => pluralCategories.some((category) => category === name));
  catalogue = messages;
  formFor = (count) => categories.indexOf(rules.select(count));
}

/**
 * @param {string} message such as "%(name)s is gone"
 * @param {Record<string, unknown>} [values] of its placeholders; with them "%%" is a "%"
 */
export function gettext(message, values) {
  return filled(translated(message)?.[0] ?? message, values);
}

/** @param {string} context @param {string} message @param {Record<string, unknown>} [values] */
export function pgettext(context, message, values) {
  return filled(translated(`${context}\u0004${message}`)?.[0] ?? message, values);
}

/** @param {string} one @param {string} many @param {number} count @param {Record<string, unknown>} values */
export function ngettext(one, many, count, values) {
  return filled(translated(one)?.[formFor(count)] ?? (count === 1 ? one : many), values);
}

/** A number to be read or heard, with a real minus sign. What is sent stays as it is. @param {number | string} number @param {Intl.NumberFormatOptions} [options] */
export const numberText = (number, options) =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 9, useGrouping: false, ...options })
    .format(Number(number))
    .replace("-", "−");

/** @param {string} time @param {Intl.DateTimeFormatOptions} options */
export const timeText = (time, options) => new Date(time).toLocaleString(locale(), options);

/** @param {string} key */
function translated(key) {
  const forms = Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
  return typeof forms === "string" ? [forms] : forms;
}

/** @param {string} message @param {Record<string, unknown>} [values] */
function filled(message, values) {
  if (!values) return message;
  return message.replace(/%(?:%|\((\w+)\)s)/g, (whole, name) => (whole === "%%" ? "%" : String(values[name])));
}
