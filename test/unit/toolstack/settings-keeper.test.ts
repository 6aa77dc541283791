import { expect, test } from "vitest";
import { DOM0 } from "../../../protocol/ids.ts";
import { LOOK_MS } from "../../../main/toolstack/settings-keeper.ts";
import { WRITE_AFTER_MS } from "../../../main/toolstack/kept-settings.ts";
import { settle } from "../../support/clock.ts";
import { fakeFiles, SettingsCockpit } from "../../support/settings.ts";

const refusals = (t: SettingsCockpit): readonly unknown[] =>
  t.records.filter(({ level }) => level === "warn").map(({ data }) => data?.["first"]);

test("the next domain of a name has what the one before it wrote, as its own, and another name has nothing of it", async () => {
  const t = new SettingsCockpit();
  const first = await t.start("ivi");
  await first.write("language", "de");
  await first.write("volume", "7");
  await t.destroy(first);
  const [second, other] = [await t.start("ivi"), await t.start("cluster")];
  await second.write("volume", "8");
  expect([await second.all(), await other.all(), t.told.at(-1)]).toEqual([
    { language: "de", volume: "8" },
    {},
    ["ivi", { language: "de", volume: "7" }],
  ]);
});

test("what a domain writes in the moment of its end is kept", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  await guest.write("a", "1");
  // Within LOOK_MS of the look that saw the first.
  await guest.write("a", "2");
  await t.destroy(guest);
  expect(t.kept("ivi")).toEqual({ a: "2" });
});

test("a domain forgets a setting by removing it, and none by having its home removed", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  await guest.write("a", "1");
  await t.clock.advanceAsync(LOOK_MS);
  await guest.write("b", "2");
  await t.clock.advanceAsync(LOOK_MS);
  await guest.forget("a");
  await t.clock.advanceAsync(LOOK_MS);
  await t.vanish(guest.domid);
  await t.clock.advanceAsync(LOOK_MS);
  expect(t.kept("ivi")).toEqual({ b: "2" });
});

test("what comes next to the bounds is kept as it is, and what goes beyond them is not, without harm to the rest", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  const longest = `a${"b".repeat(63)}`;
  await guest.write(longest, "x".repeat(1024));
  await guest.write("utf", "\xc3\xa9"); // é
  await t.clock.advanceAsync(LOOK_MS);
  for (const key of ["Upper", "1st", "-", "_", `${longest}c`]) await guest.write(key, "1");
  await guest.write("utf", "\xc3"); // half of it
  await guest.write("toolong", "x".repeat(1025));
  await t.clock.advanceAsync(2 * LOOK_MS);
  expect(t.kept("ivi")).toEqual({ [longest]: "x".repeat(1024), utf: "é" });
  expect(refusals(t).at(-1)).toBe('"Upper": want a key of a-z, then a-z 0-9 -');
});

test("of more settings than there may be those that are kept already stay, whatever their names", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  await guest.write("zzz", "mine");
  await t.clock.advanceAsync(LOOK_MS);
  for (let i = 0; i < 200; i++) await guest.store.write(`data/settings/a${i}`, "flood");
  // The last in the directory now, as the first of the flood is the first.
  await guest.store.rm("data/settings/zzz");
  await guest.store.write("data/settings/zzz", "mine");
  await settle();
  await t.clock.advanceAsync(LOOK_MS);
  const kept = t.kept("ivi");
  expect([Object.keys(kept).length, kept["zzz"], refusals(t).at(-1)]).toEqual([64, "mine", "want at most 64 settings, got 201"]);
});

test("ten thousand settings a second cost dom0 a few looks and a write of the file, and the last of them is kept", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  for (let ms = 0; ms < 1000; ms += 10) {
    for (let i = 0; i < 100; i++) await guest.store.write(`data/settings/k${i % 50}`, `${ms}.${i}`);
    await settle();
    await t.clock.advanceAsync(10);
  }
  await t.clock.advanceAsync(LOOK_MS);
  expect(t.told.length).toBeLessThanOrEqual(1000 / LOOK_MS + 2);
  await t.clock.advanceAsync(WRITE_AFTER_MS);
  expect([t.files.writes <= 2, t.kept("ivi")["k49"], t.records]).toEqual([true, "990.99", []]);
});

test("a change is written a second later, all changes of that second at once, and at the end at once", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  // Past the look at what was there when it began.
  await settle();
  await t.clock.advanceAsync(LOOK_MS);
  await guest.write("a", "1");
  await t.clock.advanceAsync(WRITE_AFTER_MS / 2);
  await guest.write("a", "2");
  await t.clock.advanceAsync(WRITE_AFTER_MS / 2);
  const second = [t.files.writes, t.files.texts.get("ivi")];
  await guest.write("a", "3");
  await t.keeper.close();
  expect([second, t.files.texts.get("ivi"), t.clock.pending]).toEqual([[1, '"a": "2"\n'], '"a": "3"\n', 0]);
});

test("a disk that is full is told of once, and what could not be written is at the end", async () => {
  const t = new SettingsCockpit();
  const guest = await t.start("ivi");
  t.files.full = true;
  for (const value of ["1", "2", "3"]) {
    await guest.write("a", value);
    await t.clock.advanceAsync(WRITE_AFTER_MS);
  }
  t.files.full = false;
  await t.keeper.close();
  expect([t.records.map(({ level, msg, data }) => [level, msg, data]), t.files.texts.get("ivi")]).toEqual([
    [["error", "settings not written", { domain: "ivi", reason: "ENOSPC" }]],
    '"a": "3"\n',
  ]);
});

test("the next cockpit has what this one kept, and tells of it before any domain runs", async () => {
  const before = new SettingsCockpit();
  await (await before.start("ivi")).write("language", "zh");
  await before.keeper.close();
  const t = new SettingsCockpit(fakeFiles(Object.fromEntries(before.files.texts)));
  expect([t.told, await (await t.start("ivi")).all()]).toEqual([[["ivi", { language: "zh" }]], { language: "zh" }]);
});

test("a broken file is told of with its line and set aside whole, and the domain begins with nothing", async () => {
  const broken = '"language": "de"\n"Volume": "7"\n';
  const t = new SettingsCockpit(fakeFiles({ ivi: broken, cluster: '"a": "1"\n' }));
  const guest = await t.start("ivi");
  await guest.write("b", "2");
  await t.keeper.close();
  expect([t.records.map(({ data }) => data), Object.fromEntries(t.files.texts)]).toEqual([
    [
      {
        domain: "ivi",
        problems: ['state/ivi.yaml:2:11: Volume: want a key of a-z, then a-z 0-9 -, 64 characters at most, got "7"'],
        setAside: "state/ivi.yaml.broken",
      },
    ],
    { ivi: '"b": "2"\n', "ivi.broken": broken, cluster: '"a": "1"\n' },
  ]);
});

test("a broken file that cannot be set aside is not written over", async () => {
  const files = fakeFiles({ ivi: "no" });
  files.stuck = true;
  const t = new SettingsCockpit(files);
  await (await t.start("ivi")).write("a", "1");
  await t.keeper.close();
  expect([t.kept("ivi"), files.texts.get("ivi"), files.writes]).toEqual([{ a: "1" }, "no", 0]);
});

test("where others build domains, each that runs is given its settings, and what it was quicker to write is its own", async () => {
  const t = new SettingsCockpit(fakeFiles({ ivi: '"a": "kept"\n"b": "kept"\n' }));
  const guest = await t.start("none of the cockpit's");
  await guest.write("a", "own");
  await t.keeper.running(
    new Map([
      ["Domain-0", DOM0],
      ["ivi", guest.domid],
    ]),
  );
  await settle();
  const running = await guest.all();
  await guest.write("c", "new");
  await t.vanish(guest.domid);
  await t.keeper.running(new Map([["Domain-0", DOM0]]));
  expect([running, t.kept("ivi")]).toEqual([
    { a: "own", b: "kept" },
    { a: "own", b: "kept" },
  ]);
});
