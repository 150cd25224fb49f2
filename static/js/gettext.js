// Translates what scripts say: whole messages with named placeholders, into the language of the page.

const ORDER = ["zero", "one", "two", "few", "many", "other"];

/** @type {Record<string, string | string[]>} */
let catalogue = {};
/** @type {(count: number) => number} */
let formFor = (count) => (count === 1 ? 0 : 1);

/** English has no catalogue; without that of another language the page still says it in English. */
export async function loadCatalogue() {
  const { catalogue: address } = document.documentElement.dataset;
  const response = address ? await fetch(address).catch(() => null) : null;
  if (response?.ok) useCatalogue(await response.json(), document.documentElement.lang);
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
