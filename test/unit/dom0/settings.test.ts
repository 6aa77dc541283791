import { expect, test } from "vitest";
import { seededDice } from "../../../main/seeded-dice.ts";
import { Simulator } from "../../../main/vehicle/simulator.ts";
import { aHeadlessCockpit } from "../../support/headless.ts";

const LANGUAGE = "Vehicle.Cabin.Infotainment.HMI.CurrentLanguage";

test("a language that the infotainment chooses is the vehicle's whatever drives, until it is none; the cluster chooses for nobody", async () => {
  const t = await aHeadlessCockpit();
  await t.run(3000);
  const { signals: vehicle, store } = t.dom0;
  const drive = new Simulator({}, { timers: t.clock, dice: seededDice(1), store: vehicle });
  const choose = async (name: string, language: string): Promise<number | undefined> => {
    const client = store.connect(t.domid(name));
    await client.write("data/settings/language", language);
    client.close();
    await t.run(500);
    return vehicle.read(LANGUAGE);
  };
  const by = [await choose("cluster", "zh"), await choose("ivi", "de")];
  drive.stop();
  const again = new Simulator({ start: "cruise" }, { timers: t.clock, dice: seededDice(1), store: vehicle });
  await t.run(500);
  const phase = vehicle.read(LANGUAGE);
  await t.during(t.dom0.lifecycle.restart("ivi"), 3000);
  const restarted = vehicle.read(LANGUAGE);
  const there = t.nodes().filter((line) => line.includes("/settings/"));
  const wrong = await choose("ivi", "fr");
  again.stop();
  expect([by, phase, restarted, wrong]).toEqual([[0, 1], 1, 1, 0]);
  expect(there).toEqual(["/local/domain/1/data/settings/language = zh", "/local/domain/3/data/settings/language = de"]);
  expect(t.records.filter(({ level }) => level === "warn").map(({ msg, data }) => [msg, data])).toEqual([
    ["choice refused", { domain: "ivi", problem: 'language: want en, de, zh, ar, got "fr"' }],
  ]);
  await t.close();
});
