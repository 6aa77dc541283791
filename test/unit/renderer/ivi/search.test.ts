import { describe, expect, test } from "vitest";
import { Navigation } from "../../../../renderer/guests/ivi/map/navigation.ts";
import { distance } from "../../../../renderer/guests/ivi/map/geometry.ts";
import { contactName, contacts, spelledNames } from "../../../../renderer/guests/ivi/phone/contacts.ts";
import { find } from "../../../../renderer/guests/ivi/search/find.ts";
import { layouts } from "../../../../renderer/guests/ivi/search/layouts.ts";
import { texts } from "../../../../renderer/guests/ivi/text/texts.ts";

const names = ["Nordring", "Ringallee", "Königsallee", "Marienweg", "Schillerstraße", "Am Ring"];
const found = (typed: string, most = 9): readonly string[] => find(names, (name) => [name], typed, most);

describe("what is typed", () => {
  test("finds names that begin with it first, then words, then what has it in it", () => {
    expect([found("ring"), found("ring", 2), found(" RING ")]).toEqual([
      ["Ringallee", "Am Ring", "Nordring"],
      ["Ringallee", "Am Ring"],
      ["Ringallee", "Am Ring", "Nordring"],
    ]);
  });

  test("needs no signs on its letters, and finds nothing while it is nothing", () => {
    expect([found("konigs"), found("KÖNIGS"), found("strasse"), found(""), found("  "), found("xyz")]).toEqual([
      ["Königsallee"],
      ["Königsallee"],
      ["Schillerstraße"],
      [],
      [],
      [],
    ]);
  });

  test("finds the contacts of every language with the keys of its keyboard", () => {
    for (const language of ["en", "de", "zh", "ar"] as const) {
      const keys = new Set([...layouts[language].flat(), ..."abcdefghijklmnopqrstuvwxyz"]);
      const untypable = contacts.filter(
        (contact) =>
          ![contactName(contact, texts[language]), ...spelledNames(contact)].some((name) =>
            [...name.toLowerCase()].every((letter) => letter === " " || keys.has(letter)),
          ),
      );
      expect({ language, untypable }).toEqual({ language, untypable: [] });
    }
  });
});

test("a street that is chosen is where the route then ends, and the car stays where it is", () => {
  const navigation = new Navigation(2147);
  for (let second = 0; second < 30; second++) navigation.step({ speed: 50, fix: undefined }, 1000);
  const before = navigation.pose;
  for (const name of navigation.streetNames.filter((_, n) => n % 9 === 0)) {
    expect(navigation.driveTo(name)).toBe(true);
    const { route, town, pose } = navigation;
    const atEnd = town.streetsAt[route.end]!.map((street) => town.streets[street]!.name);
    expect({ name, there: atEnd.includes(name), leapt: distance(before, pose) > 30 }).toEqual({ name, there: true, leapt: false });
  }
  expect(navigation.driveTo("no such street")).toBe(false);
});
