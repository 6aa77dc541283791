/** Every app, by the name that it is opened and kept by. */
export const appNames = ["home", "map", "media", "phone", "car", "apps", "trip", "signals", "settings", "domain"] as const;

export type AppName = (typeof appNames)[number];

/** What else can be in the middle of the page; none of it is opened again after a restart. */
export type Place = AppName | "own" | "messages" | "search";
