import { expect, test } from "vitest";
import { TELL_LOOK_MS } from "../../../main/toolstack/tells-carrier.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { TELL_MAX_AGE_MS, tellsPath, toldPath } from "../../../protocol/tells.ts";
import { settle } from "../../support/clock.ts";
import { IVI_TELLS_CLUSTER, TellsCockpit, type TellsGuest } from "../../support/tells.ts";

const turnIn = (metres: number): string => JSON.stringify({ kind: "left", metres, into: "Ringallee" });
const media = JSON.stringify({ title: "Night Drive", artist: "Argo Navis", playing: true });
const limit = JSON.stringify({ kmh: 50 });

async function both(t = new TellsCockpit()): Promise<{ t: TellsCockpit; ivi: TellsGuest; cluster: TellsGuest }> {
  const cluster = await t.start("cluster");
  const ivi = await t.start("ivi");
  await t.clock.advanceAsync(TELL_LOOK_MS);
  return { t, ivi, cluster };
}

const refusals = (t: TellsCockpit): readonly unknown[] => t.records.map(({ level, msg, domid, data }) => [level, msg, domid, data]);

test("what the one tells the other is told, written anew, and what it withdraws is gone", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", '{ "into":"Ringallee", "metres":350,\n"kind":"left" }');
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.tell("media", media);
  const told = await cluster.told();
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.tell("turn", undefined);
  expect([told, await cluster.told()]).toEqual([{ turn: turnIn(350), media }, { media }]);
});

test("a listener may read what it is told and not write it, and what it makes of its own home harms nobody else", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", turnIn(350));
  const path = toldPath(cluster.domid);
  const perms = await t.dom0.getPerms(`${path}/turn`);
  const refused = [await cluster.store.write(`${path}/turn`, "mine"), await ivi.store.read(`${path}/turn`)];
  await cluster.store.rm(path);
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.tell("turn", turnIn(300));
  expect([perms, refused, await cluster.told(), t.records]).toEqual([
    {
      ok: true,
      value: [
        { domid: DOM0, access: "n" },
        { domid: cluster.domid, access: "r" },
      ],
    },
    [
      { ok: false, error: "EACCES" },
      { ok: false, error: "EACCES" },
    ],
    { turn: turnIn(300) },
    [],
  ]);
});

test("what a listener wrote in its place before dom0 did is dom0's all the same", async () => {
  const t = new TellsCockpit();
  const cluster = await t.start("cluster");
  await cluster.store.write(`${toldPath(cluster.domid)}/turn`, "mine");
  const ivi = await t.start("ivi");
  await ivi.tell("turn", turnIn(10));
  await t.clock.advanceAsync(TELL_LOOK_MS);
  expect((await cluster.told())["turn"]).toBe(turnIn(10));
});

test("a teller's end withdraws all that it told at once, and nothing of what it writes after that is told", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", turnIn(350));
  await ivi.tell("media", media);
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const before = await cluster.told();
  t.carrier.release(ivi.domid);
  t.carrier.release(ivi.domid);
  await settle();
  const after = await cluster.told();
  await ivi.tell("turn", turnIn(340));
  await t.clock.advanceAsync(TELL_MAX_AGE_MS);
  expect([before, after, await cluster.told(), t.clock.pending]).toEqual([{ turn: turnIn(350), media }, {}, {}, 0]);
});

test("a teller that ends while it is being looked at tells nothing more", async () => {
  const { t, ivi, cluster } = await both();
  t.onRead = () => t.carrier.release(ivi.domid);
  await ivi.tell("turn", turnIn(1));
  expect([t.reads.at(-1), await cluster.told(), t.clock.pending]).toEqual([`${tellsPath(ivi.domid)}/turn`, {}, 0]);
});

test("the next domain of the teller's name is listened to, and the end of the one before it withdraws nothing of its", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", turnIn(350));
  const next = await t.start("ivi");
  await next.tell("turn", turnIn(20));
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await t.destroy(ivi);
  expect(await cluster.told()).toEqual({ turn: turnIn(20) });
});

test("what is not told again in time is withdrawn, each topic by itself, and comes back with the next word of it", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", turnIn(350));
  await ivi.tell("media", media);
  for (let ms = 0; ms < TELL_MAX_AGE_MS; ms += 1000) {
    await t.clock.advanceAsync(1000);
    await ivi.tell("media", media);
  }
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const silent = await cluster.told();
  await ivi.tell("turn", turnIn(350));
  expect([silent, await cluster.told()]).toEqual([{ media }, { turn: turnIn(350), media }]);
  await t.clock.advanceAsync(TELL_MAX_AGE_MS + TELL_LOOK_MS);
  expect([await cluster.told(), t.clock.pending, t.records]).toEqual([{}, 0, []]);
});

test("what is told again unchanged costs its listener no write", async () => {
  const { t, ivi, cluster } = await both();
  let events = -1;
  await cluster.store.watch("data/told", () => events++);
  for (let i = 0; i < 20; i++) {
    await ivi.tell("speed-limit", limit);
    await t.clock.advanceAsync(1000);
  }
  // The folder is made and given its permissions, and the topic is written.
  expect([await cluster.told(), events <= 3]).toEqual([{ "speed-limit": limit }, true]);
});

test("a bad value withdraws its topic and is told of once, until a good one came", async () => {
  const { t, ivi, cluster } = await both();
  await ivi.tell("turn", turnIn(350));
  await ivi.tell("media", media);
  for (const bad of ["{", '{"kind":"left","metres":-1,"into":""}', "x".repeat(2000), "\xff"]) {
    await t.clock.advanceAsync(TELL_LOOK_MS);
    await ivi.tell("turn", bad);
  }
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const bad = await cluster.told();
  await ivi.tell("turn", turnIn(10));
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.tell("turn", "again");
  const refused = (problem: string): unknown => ["warn", "tell refused", ivi.domid, { topic: "turn", problem }];
  await t.clock.advanceAsync(TELL_LOOK_MS);
  expect([bad, await cluster.told(), refusals(t)]).toEqual([
    { media },
    { media },
    [refused('turn: want JSON, got "{"'), refused('turn: want JSON, got "again"')],
  ]);
});

test("good and bad in turn are no flood of the log: it has a line a second, as of all that a guest can cause", async () => {
  const { t, ivi } = await both();
  for (let i = 0; i < 400; i++) {
    await ivi.store.write(`${tellsPath(ivi.domid)}/turn`, i % 2 === 0 ? turnIn(i) : "bad");
    await settle();
    await t.clock.advanceAsync(TELL_LOOK_MS);
  }
  expect(t.records.length).toBeLessThanOrEqual((400 * TELL_LOOK_MS) / 1000 + 10);
});

test("a storm of writes, of topics and of anything else, costs dom0 a few looks a second and the listener a few events", async () => {
  const { t, ivi, cluster } = await both();
  let events = 0;
  await cluster.store.watch("data/told", () => events++);
  t.reads.length = 0;
  for (let ms = 0; ms < 1000; ms += 10) {
    for (let i = 0; i < 100; i++) {
      const path = ["turn", "media", "speed-limit", `x${i % 50}`, `turn/${i % 50}`][i % 5] ?? "";
      await ivi.store.write(`${tellsPath(ivi.domid)}/${path}`, i % 5 === 0 ? turnIn(ms + i) : i % 5 === 1 ? media : limit);
    }
    await settle();
    await t.clock.advanceAsync(10);
  }
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const looks = 1000 / TELL_LOOK_MS + 2;
  const known = IVI_TELLS_CLUSTER.topics.map((topic) => `${tellsPath(ivi.domid)}/${topic}`);
  expect(t.reads.filter((path) => path.startsWith(tellsPath(ivi.domid)) && !known.includes(path))).toEqual([]);
  expect(t.reads.filter((path) => path.startsWith(tellsPath(ivi.domid))).length).toBeLessThanOrEqual(looks * 3);
  expect(events).toBeLessThanOrEqual(looks + 5);
  expect((await cluster.told())["turn"]).toBe(turnIn(990 + 95));
});

test("a listener that is not there yet, and one that restarts, are told all that is told then", async () => {
  const t = new TellsCockpit();
  const ivi = await t.start("ivi");
  await ivi.tell("turn", turnIn(350));
  await ivi.tell("speed-limit", limit);
  await t.clock.advanceAsync(TELL_LOOK_MS);
  const first = await t.start("cluster");
  const early = await first.told();
  await t.destroy(first);
  await t.clock.advanceAsync(TELL_LOOK_MS);
  await ivi.tell("speed-limit", undefined);
  const gone = await t.dom0.directory("/local/domain");
  const second = await t.start("cluster");
  expect([early, gone, await second.told()]).toEqual([
    { turn: turnIn(350), "speed-limit": limit },
    { ok: true, value: [String(ivi.domid)] },
    { turn: turnIn(350) },
  ]);
});

test("nothing is written where a listener's home was, though nobody said that it is gone", async () => {
  const { t, ivi, cluster } = await both();
  await t.vanish(cluster.domid);
  await ivi.tell("turn", turnIn(350));
  expect([await t.dom0.directory("/local/domain"), t.records]).toEqual([{ ok: true, value: [String(ivi.domid)] }, []]);
});

test("who may tell nobody anything is not listened to, and a topic that is not the teller's is not read", async () => {
  const t = new TellsCockpit([{ ...IVI_TELLS_CLUSTER, topics: ["media"] }]);
  const { ivi, cluster } = await both(t);
  await cluster.tell("turn", turnIn(1));
  await ivi.tell("turn", turnIn(1));
  await ivi.tell("media", media);
  await t.clock.advanceAsync(TELL_LOOK_MS);
  expect([await cluster.told(), t.reads.filter((path) => path.endsWith("/turn"))]).toEqual([{ media }, []]);
});

test("where others build domains, those that run tell and hear, and the end of one withdraws what it told", async () => {
  const t = new TellsCockpit();
  const [ivi, cluster] = [await t.home(), await t.home()];
  await ivi.tell("turn", turnIn(350));
  await t.carrier.running(new Map([["Domain-0", DOM0], ["ivi", ivi.domid], ["cluster", cluster.domid]])); // prettier-ignore
  const told = await cluster.told();
  await t.vanish(ivi.domid);
  await t.carrier.running(new Map([["Domain-0", DOM0], ["cluster", cluster.domid]])); // prettier-ignore
  const after = await cluster.told();
  t.carrier.close();
  expect([told, after, t.clock.pending]).toEqual([{ turn: turnIn(350) }, {}, 0]);
});
