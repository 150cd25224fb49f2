// The time zone of this device by its name, such as Europe/Zurich; empty where the browser does not say.

export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
