import { expect, test } from "vitest";
import { zygotesOf } from "../../../../main/node/enforcement/zygotes.ts";
import { HostTree } from "../../../support/host-tree.ts";

const a = (pid: number, parent: number, name: string, ...words: string[]): Record<string, string> => ({
  [`/proc/${pid}/cmdline`]: ["/opt/electron", ...words, ""].join("\0"),
  [`/proc/${pid}/stat`]: `${pid} (${name}) S ${parent} 7 7 0 -1 4194560 0 0`,
});

test("a browser's zygotes are its own that are sandboxed, at one remove or two; not its pages, not another browser's", () => {
  const files = new HostTree({
    ...a(10, 1, "electron"),
    ...a(11, 10, "electron", "--type=zygote", "--no-zygote-sandbox"),
    ...a(12, 10, "electron", "--type=zygote"),
    ...a(13, 12, "an (odd) name) S 99 ", "--type=zygote"),
    ...a(14, 13, "electron", "--type=renderer"),
    ...a(20, 1, "electron"),
    ...a(21, 20, "electron", "--type=zygote --log-level=3"),
    "/proc/meminfo": "",
  });
  expect(zygotesOf(10, files)).toEqual([12, 13]);
  expect(zygotesOf(20, files)).toEqual([21]);
});
