import { expect, test } from "vitest";
import { processorsOf } from "../../../../main/node/enforcement/open-enforcement.ts";

test.each([
  ["0-1", [0, 1]],
  ["3", [3]],
  ["0,2-4,7", [0, 2, 3, 4, 7]],
])("processors %s are %j", (list, wanted) => {
  expect(processorsOf({ read: () => `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed_list:\t0\n` })).toEqual(
    wanted,
  );
});

test("a machine that does not say has none to pin anybody to", () => {
  expect(processorsOf({ read: () => undefined })).toEqual([]);
  expect(processorsOf({ read: () => "Cpus_allowed_list:\t-\n" })).toEqual([]);
});
