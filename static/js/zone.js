// The time zone of this device by its name, such as Europe/Zurich; empty where the browser does not say.

const UNKNOWN = "Etc/Unknown"; // says Chromium where its system does not say

export function zone() {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone ?? UNKNOWN;
  return name === UNKNOWN ? "" : name;
}

/** As people call it: the city of its name. */
export const cityOf = (name) => name.split("/").at(-1).replaceAll("_", " ");
