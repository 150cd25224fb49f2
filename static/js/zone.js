// The time zone of this device by its name, such as Europe/Zurich; empty where the browser does not say.

const UNKNOWN = "Etc/Unknown"; // Chromium's answer where its system has none

export function zone() {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone ?? UNKNOWN;
  return name === UNKNOWN ? "" : name;
}

/** The city in a zone's name, as people call it. @param {string} name */
export const cityOf = (name) => (name.split("/").at(-1) ?? "").replaceAll("_", " ");
