/** What the program says of a cockpit before it starts one. */
import { expect, test } from "playwright/test";
import { readable, runToEnd } from "./cockpit-app.ts";

/** The lines that are no log records. */
const told = (err: string): string[] => err.split("\n").filter((line) => line !== "" && !/^ *\d+\.\d{3} info /.test(line));

test("a cockpit.yaml that is wrong is told with every line and key, and nothing starts", async () => {
  const { code, out, err } = await runToEnd(["--cockpit", await readable("cockpits", "wrong-cockpit")]);
  expect({ code, out, told: told(err) }).toEqual({
    code: 1,
    out: "",
    told: [
      'cockpit.yaml:3:49: displays[0].size: want WIDTHxHEIGHT, got "wide"',
      'cockpit.yaml:4:58: displays[1].lease: want hold, blank, placeholder, got "forever"',
      'cockpit.yaml:6:50: domains[0].colour: want #RRGGBB, got "blue"',
      "cockpit.yaml:9:3: detection.freezeVblank: unknown; did you mean freezeVblanks",
    ],
  });
});

test("domains' files that are wrong are told all at once, and nothing starts", async () => {
  const { code, out, err } = await runToEnd(["--cockpit", await readable("cockpits", "wrong-domains")]);
  expect({ code, out, told: told(err) }).toEqual({
    code: 1,
    out: "",
    told: [
      'cluster.cfg:2:10: memory: want 1 to 1048576, got "lots"',
      "cluster.cfg:3:9: vcpus: want 1 to 128, got 0",
      'ivi.cfg:3:12: on_crash: want destroy, restart, rename-restart, preserve, coredump-destroy, coredump-restart, soft-reset, got "explode"',
    ],
  });
});

test("--check finds nothing wrong with the cockpit that comes along, and opens none", async () => {
  const { code, out, err } = await runToEnd(["--check"]);
  expect({ code, out: out.replace(/^.*\/cockpits/, "cockpits"), told: told(err) }).toEqual({
    code: 0,
    out: "cockpits/default: 2 displays, 2 domains, nothing wrong\n",
    told: [],
  });
});

test("an option that there is not is refused with the one that was meant", async () => {
  const { code, out, err } = await runToEnd(["--chec"]);
  expect({ code, out, told: told(err) }).toEqual({ code: 2, out: "", told: ["argonaut: --chec: unknown; --check is one"] });
});
