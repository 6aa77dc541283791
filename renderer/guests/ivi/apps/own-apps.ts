/** The web apps that the cockpit gives this domain beside our own: read by dom0 from their manifests, and told by the session's server. */
export interface OwnApp {
  readonly name: string;
  /** The page to frame, of a host of its own. */
  readonly url: string;
  readonly icon?: string;
  /** #rrggbb, behind the icon. */
  readonly colour?: string;
}

export interface OwnApps {
  readonly apps: readonly OwnApp[];
  readonly opened?: OwnApp;
}

export const noOwnApps: OwnApps = { apps: [] };

/** So often in a second no finger gives an app the focus. */
export const GRABS_MAX = 12;

/** When the focus was an app's in the last second, with now. Milliseconds. */
export function grabbed(grabs: readonly number[], at: number): readonly number[] {
  return [...grabs.filter((grab) => at - grab < 1000), at];
}

/** Where the session's server lists them (main/electron/scheme.ts). */
const LIST = "/apps.json";

/** The apps of this domain; none where no server tells of any. */
export async function loadOwnApps(): Promise<readonly OwnApp[]> {
  const answer = await fetch(LIST);
  // dom0 wrote the list (main/user-space.ts), and is trusted by its guests.
  return answer.ok ? ((await answer.json()) as readonly OwnApp[]) : [];
}
