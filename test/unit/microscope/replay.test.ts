import { expect, test } from "vitest";
import { parseCapture } from "../../../main/microscope/replayed.ts";
import { replay } from "../../../main/ring-replay.ts";
import { err } from "../../../protocol/result.ts";
import { value } from "../../support/machine.ts";
import { aCapturedGuest, asText } from "../../support/looked-at.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What a captured display or keyboard did in a while. */
async function aCapture(kind: "vdispl" | "vkbd"): Promise<string> {
  const { world, lines, input, domid } = await aCapturedGuest(kind);
  for (let i = 0; i < 30; i++) {
    input?.key(30 + i, true);
    input?.pointer(i / 30, 1 - i / 30, 0);
    input?.touchDown(i % 10, i / 30, 0.5);
    input?.touchSyn();
    input?.touchUp(i % 10);
    input?.key(30 + i, false);
    await world.advance(8);
  }
  expect(world.hypervisor.domain(domid)).toBeDefined();
  return asText(lines);
}

test.each(["vdispl", "vkbd"] as const)("a captured %s, played into a backend, is answered as it was, packet for packet", async (kind) => {
  const read = value(parseCapture(await aCapture(kind)));
  const { comparison } = value(await replay(read, turn));
  const packets = (is: string): number => read.lines.filter((line) => line.is === is).length;
  expect(comparison).toEqual({ requests: packets("request"), responses: packets("response"), events: packets("event"), differences: [] });
  expect(comparison.events).toBeGreaterThan(10);
});

test("the same capture gives the same replay, line by line", async () => {
  const read = value(parseCapture(await aCapture("vdispl")));
  const [first, second] = [value(await replay(read, turn)), value(await replay(read, turn))];
  expect(second.lines).toEqual(first.lines);
});

test("an answer that was another is found", async () => {
  const text = (await aCapture("vdispl")).replace('"is":"xendispl_resp","fields":{"id":1,', '"is":"xendispl_resp","fields":{"id":77,');
  const { comparison } = value(await replay(value(parseCapture(text)), turn));
  expect(comparison.differences).toMatchObject([{ ring: "0/req-ring-ref", index: 1 }]);
});

test("what is no capture is refused with what was wanted; a last line that was cut off is not", async () => {
  const text = await aCapture("vkbd");
  expect([
    parseCapture("hello\n"),
    parseCapture(text.replace('"version":1', '"version":9')),
    parseCapture(`${text.split("\n")[0]}\nhello\n{}\n`),
  ]).toEqual([
    err("want a ring capture, whose first line says so"),
    err("want a capture of version 1, got 9"),
    err("line 2: want what happened to a ring, got hello"),
  ]);
  expect(parseCapture(text.slice(0, -20)).ok).toBe(true);
});

test("a buffer that was refused then is refused now", async () => {
  const refused = '"is":"xendispl_resp","fields":{"id":0,"operation":16,"status":-22,"error":"XEN_EINVAL"}';
  const text = (await aCapture("vdispl")).replace('"is":"xendispl_resp","fields":{"id":0,"operation":16,"status":0}', refused);
  const { lines } = value(await replay(value(parseCapture(text)), turn));
  const answers = lines.flatMap((line) => ("packet" in line && line.is === "response" ? [line.packet] : []));
  expect(JSON.stringify(answers[0])).toBe(`{${refused}}`);
});
