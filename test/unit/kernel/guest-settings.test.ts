import { expect, test } from "vitest";
import { GuestSettings } from "../../../preload/user/guest-settings.ts";
import { settle } from "../../support/clock.ts";
import { SettingsCockpit, type SettingsGuest } from "../../support/settings.ts";

type Changed = Readonly<Record<string, string | undefined>>;

/** A domain's user space that listens, and its kernel, which has not asked the store yet. */
async function aPage(kept: Readonly<Record<string, string>> = {}): Promise<{
  cockpit: SettingsCockpit;
  guest: SettingsGuest;
  settings: GuestSettings;
  heard: Changed[];
  start: () => Promise<void>;
}> {
  const cockpit = new SettingsCockpit();
  const guest = await cockpit.start("ivi");
  for (const [key, octets] of Object.entries(kept)) await guest.write(key, octets);
  const settings = new GuestSettings();
  const heard: Changed[] = [];
  settings.onChange((changed) => heard.push(changed));
  const start = async (): Promise<void> => {
    await settings.start({ xenstore: guest.store, domid: guest.domid });
    await settle();
  };
  return { cockpit, guest, settings, heard, start };
}

test("a page hears everything that is kept, once it is known, and then what changes, whoever changed it", async () => {
  const { guest, settings, heard, start } = await aPage({ a: "\xc3\xa9", b: "2" });
  const before = [...heard];
  await start();
  settings.set("b", "3");
  await settle();
  await guest.write("c", "4");
  await guest.forget("a");
  const late: Changed[] = [];
  settings.onChange((changed) => late.push(changed));
  expect([before, heard, late]).toEqual([[], [{ a: "é", b: "2" }, { b: "3" }, { c: "4" }, { a: undefined }], [{ b: "3", c: "4" }]]);
});

test("a page that nothing is kept for hears so", async () => {
  const { heard, start } = await aPage();
  await start();
  expect(heard).toEqual([{}]);
});

test("what a page sets before its kernel knows what is kept comes after that", async () => {
  const { guest, settings, heard, start } = await aPage({ a: "old", b: "old" });
  settings.set("a", "new");
  settings.set("b", undefined);
  await start();
  expect([await guest.all(), heard]).toEqual([{ a: "new" }, [{ a: "new" }]]);
});

test("the newest of many values that a page sets is what is written, and what it hears is what it set, in that order", async () => {
  const { cockpit, guest, settings, heard, start } = await aPage();
  await start();
  let writes = 0;
  await cockpit.dom0.watch(`/local/domain/${guest.domid}/data/settings`, () => writes++);
  for (let i = 0; i < 1000; i++) settings.set("slider", String(i));
  await settle();
  expect([heard.map((changed) => changed["slider"]).slice(1), await guest.all()]).toEqual([
    Array.from({ length: 1000 }, (_, i) => String(i)),
    { slider: "999" },
  ]);
  expect(writes).toBeLessThan(10);
});

test("who unsubscribed hears nothing more", async () => {
  const { settings, start } = await aPage();
  await start();
  const heard: Changed[] = [];
  const stop = settings.onChange((changed) => heard.push(changed));
  stop();
  stop();
  settings.set("a", "1");
  expect(heard).toEqual([{}]);
});

test("a bad key or value throws with what was wanted and what came, and changes nothing", async () => {
  const { settings, heard, start } = await aPage();
  await start();
  // True of no page that is type-checked; a page need not be.
  const set = settings.set.bind(settings) as (key: unknown, value: unknown) => void;
  const problem = (key: unknown, value: unknown): string => {
    try {
      set(key, value);
    } catch (thrown) {
      return String(thrown);
    }
    return "none";
  };
  expect([
    problem("Upper", "1"),
    problem(`a${"b".repeat(64)}`, "1").slice(0, 60),
    problem(7, "1"),
    problem("a", 7),
    problem("a", null),
    problem("a", "\ud800"),
    problem("a", "é".repeat(513)).slice(-23),
    problem("a", "é".repeat(512)),
  ]).toEqual([
    'TypeError: want a key of a-z, then a-z 0-9 -, got "Upper"',
    'TypeError: want a key of a-z, then a-z 0-9 -, got "abbbbbbbb',
    "TypeError: want a key of a-z, then a-z 0-9 -, got number",
    "TypeError: a: want at most 1024 octets of text, or undefined, got number",
    "TypeError: a: want at most 1024 octets of text, or undefined, got null",
    'TypeError: a: want at most 1024 octets of text, or undefined, got "\\ud800"',
    "éééé… of 513 characters",
    "none",
  ]);
  for (let i = 1; i < 64; i++) settings.set(`k${i}`, "1");
  expect([problem("onemore", "1"), heard.length]).toEqual(["RangeError: onemore: want at most 64 settings, got one more", 65]);
});
