// The settings that scripts read, as the page or the phone's bundle brings them, by their column.

const main = () => document.getElementById("main");

export const preferences = () => JSON.parse(main().dataset.preferences);

/** On the page that nobody is named on, those of the person whose phone it is. */
export function keepPreferences(all) {
  main().dataset.preferences = JSON.stringify(all);
}
