/** The infotainment's places: the presses that lead to each, by test ids, and what is there then. */
interface Way {
  readonly title: string;
  readonly presses: readonly string[];
  /** The test id of what is in the middle of the page then. */
  readonly there: string;
}

const inRail = (name: string, title: string): Way => ({ title, presses: [`rail-${name}`], there: `app-${name}` });
const inGrid = (name: string, title: string): Way => ({ title, presses: ["rail-apps", `apps-${name}`], there: `app-${name}` });

export const APPS = {
  home: inRail("home", "Home"),
  map: inRail("map", "Map"),
  media: inRail("media", "Media"),
  phone: inRail("phone", "Phone"),
  car: inRail("car", "Vehicle"),
  apps: inRail("apps", "Apps"),
  trip: inGrid("trip", "Trip"),
  signals: inGrid("signals", "Signals"),
  settings: inGrid("settings", "Settings"),
  domain: inGrid("domain", "Domain"),
  own: { title: "A web app of one's own", presses: ["rail-apps", "apps-own-0"], there: "app-own" },
  messages: { title: "Messages", presses: ["status-bell"], there: "app-messages" },
  search: { title: "Search", presses: ["rail-map", "map-search"], there: "app-search" },
  contacts: { title: "Search for a contact", presses: ["rail-phone", "phone-search"], there: "app-search" },
} as const satisfies Readonly<Record<string, Way>>;

export type App = keyof typeof APPS;
