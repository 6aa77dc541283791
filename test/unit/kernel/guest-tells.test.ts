import { expect, test } from "vitest";
import { GuestTells } from "../../../preload/user/guest-tells.ts";
import { TELL_LOOK_MS } from "../../../main/toolstack/tells-carrier.ts";
import type { Told } from "../../../protocol/bridge.ts";
import { tellsPath, toldPath } from "../../../protocol/tells.ts";
import { settle } from "../../support/clock.ts";
import { TellsCockpit, type TellsGuest } from "../../support/tells.ts";

const turn = { kind: "left", metres: 350, into: "Ringallee" } as const;

/** A domain's user space that listens, and its kernel, which has not asked the store yet. */
async function aPage(
  cockpit: TellsCockpit,
  name: string,
): Promise<{ guest: TellsGuest; tells: GuestTells; heard: Told[]; start: () => Promise<void> }> {
  const guest = await cockpit.start(name);
  const tells = new GuestTells();
  const heard: Told[] = [];
  tells.onTold((changed) => heard.push(changed));
  const start = async (): Promise<void> => {
    await tells.start({ xenstore: guest.store, domid: guest.domid });
    await settle();
  };
  return { guest, tells, heard, start };
}

test("what one page tells the other hears: all of it first, then what changed, and nothing twice", async () => {
  const t = new TellsCockpit();
  const [cluster, ivi] = [await aPage(t, "cluster"), await aPage(t, "ivi")];
  await cluster.start();
  ivi.tells.tell("turn", turn);
  const early = [...cluster.heard];
  await ivi.start();
  for (const metres of [340, 340, 330]) {
    await t.clock.advanceAsync(TELL_LOOK_MS);
    ivi.tells.tell("turn", { ...turn, metres });
    await settle();
  }
  await t.clock.advanceAsync(TELL_LOOK_MS);
  ivi.tells.tell("turn", undefined);
  ivi.tells.tell("media", undefined);
  await settle();
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const late: Told[] = [];
  cluster.tells.onTold((changed) => late.push(changed));
  const of = (metres: number): Told => ({ turn: { ...turn, metres } });
  expect([early, cluster.heard, late]).toEqual([[{}], [{}, of(350), of(340), of(330), { turn: undefined }], [{ turn: undefined }]]);
});

test("a page that begins hears what is told already", async () => {
  const t = new TellsCockpit();
  const [cluster, ivi] = [await aPage(t, "cluster"), await aPage(t, "ivi")];
  await ivi.start();
  ivi.tells.tell("speed-limit", { kmh: 50 });
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await cluster.start();
  expect(cluster.heard).toEqual([{ "speed-limit": { kmh: 50 } }]);
});

test("of a thousand values the newest is what is written, and the same value is written again", async () => {
  const t = new TellsCockpit();
  const ivi = await aPage(t, "ivi");
  await ivi.start();
  let writes = -1;
  await t.dom0.watch(tellsPath(ivi.guest.domid), () => writes++);
  for (let metres = 0; metres < 1000; metres++) ivi.tells.tell("turn", { ...turn, metres });
  await settle();
  const few = writes;
  ivi.tells.tell("turn", { ...turn, metres: 999 });
  await settle();
  const there = await t.dom0.read(`${tellsPath(ivi.guest.domid)}/turn`);
  expect([few <= 3, writes - few, there]).toEqual([true, 1, { ok: true, value: JSON.stringify({ ...turn, metres: 999 }) }]);
});

test("what the page before it told is withdrawn when the next page of the same domain begins", async () => {
  const t = new TellsCockpit();
  const [cluster, ivi] = [await aPage(t, "cluster"), await aPage(t, "ivi")];
  await cluster.start();
  await ivi.guest.tell("turn", JSON.stringify(turn));
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.start();
  await t.clock.advanceAsync(TELL_LOOK_MS);
  expect(cluster.heard).toEqual([{}, { turn }, { turn: undefined }]);
});

test("what stands where dom0 writes and is none of it is not heard", async () => {
  const t = new TellsCockpit();
  const cluster = await aPage(t, "cluster");
  await cluster.start();
  for (const octets of ["nonsense", '{"kmh":7}', '{"kmh":70}']) {
    await cluster.guest.store.write(`${toldPath(cluster.guest.domid)}/speed-limit`, octets);
    await settle();
  }
  await cluster.guest.store.write(`${toldPath(cluster.guest.domid)}/weather`, '{"kmh":70}');
  await settle();
  expect(cluster.heard).toEqual([{}, { "speed-limit": { kmh: 70 } }]);
});

test("who unsubscribed hears nothing more", async () => {
  const t = new TellsCockpit();
  const cluster = await aPage(t, "cluster");
  await cluster.start();
  const heard: Told[] = [];
  const stop = cluster.tells.onTold((changed) => heard.push(changed));
  stop();
  stop();
  await cluster.guest.store.write(`${toldPath(cluster.guest.domid)}/speed-limit`, '{"kmh":70}');
  await settle();
  expect(heard).toEqual([{}]);
});

test("a bad topic or value throws with what was wanted and what came, and nothing is told", async () => {
  const t = new TellsCockpit();
  const ivi = await aPage(t, "ivi");
  await ivi.start();
  // True of no page that is type-checked; a page need not be.
  const tell = ivi.tells.tell.bind(ivi.tells) as (topic: unknown, value: unknown) => void;
  const problem = (topic: unknown, value: unknown): string => {
    try {
      tell(topic, value);
    } catch (thrown) {
      return String(thrown);
    }
    return "none";
  };
  expect([problem("weather", {}), problem(7, {}), problem("turn", { ...turn, metres: "far" }), problem("turn", null)]).toEqual([
    'TypeError: want turn, media, speed-limit, got "weather"',
    "TypeError: want turn, media, speed-limit, got 7",
    'TypeError: turn.metres: want a whole number of 0 to 100000, got "far"',
    "TypeError: turn: want kind, metres, into, arrival, got null",
  ]);
  await settle();
  expect(await t.dom0.directory(tellsPath(ivi.guest.domid))).toEqual({ ok: false, error: "ENOENT" });
});
