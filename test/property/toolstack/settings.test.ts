import fc from "fast-check";
import { expect, test } from "vitest";
import { WRITE_AFTER_MS } from "../../../main/toolstack/kept-settings.ts";
import { formatSettings, parseSettings } from "../../../main/toolstack/settings-file.ts";
import { SETTING_KEY, SETTING_VALUE_MAX, settingOctets, settingText } from "../../../protocol/settings.ts";
import { fakeFiles, SettingsCockpit, type SettingsGuest } from "../../support/settings.ts";

const anyKey = fc.oneof(fc.stringMatching(SETTING_KEY), fc.constantFrom("a", "constructor", "null", "true", "y"));
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("[", "{", '"', "\\", "\n", "\0", "#", ":", "é", "🜚", "\u2028", "\u0085", "\ufeff", "\x7f") }),
);
const anyValue = anyText.filter((text) => settingOctets(text) !== undefined);

test("a text is its octets and back; what is no Unicode, or too long, has none", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const octets = settingOctets(text);
      expect(octets).toBe(
        Buffer.from(text).toString() === text && Buffer.byteLength(text) <= SETTING_VALUE_MAX
          ? Buffer.from(text).toString("latin1")
          : undefined,
      );
      if (octets !== undefined) expect(settingText(octets)).toBe(text);
    }),
  );
});

test("any octets are a text, as Unicode's own decoder has it, or none", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decoded = (octets: Uint8Array): string | undefined => {
    try {
      return decoder.decode(octets);
    } catch {
      return undefined;
    }
  };
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      expect(settingText(Buffer.from(octets).toString("latin1"))).toBe(decoded(octets));
    }),
  );
});

test("whatever a guest chose to have kept, its file is read as it was written", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(anyKey, anyValue), { selector: ([key]) => key, maxLength: 64 }), (entries) => {
      const settings = new Map(entries);
      expect(parseSettings(formatSettings(settings), "f")).toEqual({ ok: true, value: settings });
    }),
    { examples: [[[["a", "[".repeat(1000)]]], [[["a", "{".repeat(1000)]]]] },
  );
});

type Step =
  | { readonly kind: "write"; readonly key: string; readonly value: string }
  | { readonly kind: "forget"; readonly key: string }
  | { readonly kind: "wait"; readonly ms: number }
  /** The domain ends and another begins; the cockpit does so in good order; or it is killed a while after the last change. */
  | { readonly kind: "domain" | "cockpit" | "killed" };

const fewKeys = fc.constantFrom("a", "b", "c");
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("write" as const), key: fewKeys, value: anyValue }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("forget" as const), key: fewKeys }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(1500) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("domain" as const, "cockpit" as const, "killed" as const) }) },
);

test("a domain always has what domains of its name wrote last, however it, they and the cockpit ended", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 20 }), async (steps) => {
      const model = new Map<string, string>();
      let cockpit = new SettingsCockpit();
      let guest: SettingsGuest = await cockpit.start("ivi");
      const begin = async (): Promise<void> => {
        cockpit = new SettingsCockpit(fakeFiles(Object.fromEntries(cockpit.files.texts)));
        guest = await cockpit.start("ivi");
      };
      for (const step of steps) {
        if (step.kind === "write") {
          model.set(step.key, step.value);
          await guest.write(step.key, settingOctets(step.value) ?? "");
        } else if (step.kind === "forget") {
          model.delete(step.key);
          await guest.forget(step.key);
        } else if (step.kind === "wait") await cockpit.clock.advanceAsync(step.ms);
        else if (step.kind === "domain") {
          await cockpit.destroy(guest);
          guest = await cockpit.start("ivi");
        } else if (step.kind === "cockpit") {
          await cockpit.keeper.close();
          await begin();
        } else {
          await cockpit.clock.advanceAsync(2 * WRITE_AFTER_MS);
          await begin();
        }
        const octets = [...model].map(([key, value]) => [key, settingOctets(value)] as const);
        expect(await guest.all()).toEqual(Object.fromEntries(octets));
      }
    }),
    { numRuns: 60 },
  );
});
