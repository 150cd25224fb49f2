// Finds elements that a page must have.

/**
 * The first element that matches. Throws a TypeError where it is missing or not a `type`.
 *
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root @param {string} selector @param {new () => T} [type] @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (element instanceof (type ?? HTMLElement)) return /** @type {T} */ (element);
  throw new TypeError(`There is no ${selector}.`);
}
