import type { Effect } from "../../../support/fault-effect.ts";
import type { SteadyWorld } from "../../../support/steady-world.ts";

const frames = new WeakMap<SteadyWorld, { readonly at: number; readonly signature: number }[]>();

/** Looks at each of the camera's frames on its way to the detector. */
function watch(t: SteadyWorld): void {
  const seen: { readonly at: number; readonly signature: number }[] = [];
  frames.set(t, seen);
  const { camera } = t.dom0.detectors;
  const judge = camera.frame.bind(camera);
  camera.frame = (signature, at) => {
    seen.push({ signature, at });
    judge(signature, at);
  };
}

/** Of the last half second. */
const picture = (t: SteadyWorld): unknown => {
  const last = (frames.get(t) ?? []).filter(({ at }) => at > t.now - 500);
  const counted = last.every(({ signature }, i) => i === 0 || signature - (last[i - 1]?.signature ?? 0) < 10);
  return {
    perSecond: 10 * Math.round(last.length / 5),
    counted: counted && new Set(last.map(({ signature }) => signature)).size === last.length,
    state: t.dom0.detectors.camera.state,
  };
};

const sound = { perSecond: 30, counted: true, state: "live" };
const drive = "reverse" as const;

const effect = (after: number, seen: unknown): readonly Effect[] => [
  { drive, prepare: watch, probe: picture, after, seen, undone: { after, then: 600, seen: sound } },
];

export const cameraEffects: Readonly<Record<string, readonly Effect[]>> = {
  "camera.lost": effect(700, { perSecond: 0, counted: true, state: "lost" }),
  "camera.frozen": effect(1200, { perSecond: 30, counted: false, state: "frozen" }),
  "camera.corrupt": effect(1200, { perSecond: 30, counted: false, state: "live" }),
  "camera.late": effect(1200, { perSecond: 10, counted: true, state: "live" }),
};
