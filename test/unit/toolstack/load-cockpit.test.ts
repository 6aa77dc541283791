import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { err, ok, type Result } from "../../../protocol/result.ts";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";
import { hostProblems } from "../../../main/toolstack/host-kind.ts";
import { loadCockpit } from "../../../main/toolstack/load-cockpit.ts";
import { defaultVehicle } from "../../../main/toolstack/vehicle-file.ts";

const defaultFolder = new URL("../../../main/toolstack/cockpits/default/", import.meta.url);

const onDisk = (path: string): Result<string, string> => ok(readFileSync(new URL(path.slice("default/".length), defaultFolder), "utf8"));

function load(files: Readonly<Record<string, string>>) {
  return loadCockpit("c", (path) => {
    const text = files[path.slice(2)];
    return text === undefined ? err("ENOENT") : ok(text);
  });
}

function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const read = load(files);
  return (read.ok ? read.value.notes : read.error).map(formatProblem);
}

const yaml = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const aDomainFile = (name: string, connector: string, size = "1920x720"): string =>
  `name='${name}'\nmemory=64\non_crash='restart'\nvdispl=['connectors=${connector}:${size}']`;
const smallest = yaml(
  "name: small",
  "displays:",
  "  - { name: left, connector: c0, size: 1920x720 }",
  "domains:",
  "  - { config: a.cfg, hmi: cluster, colour: '#000000' }",
);

test("the default cockpit loads without a word, with what its files say", () => {
  const cockpit = loadCockpit("default", onDisk, () => true);
  expect(
    cockpit.ok && {
      ...cockpit.value,
      domains: cockpit.value.domains.map(({ config, ...rest }) => ({
        ...rest,
        name: config.name,
        onCrash: config.onCrash,
        vkb: config.vkb.length,
      })),
    },
  ).toEqual({
    name: "default",
    folder: "default",
    displays: [
      {
        name: "cluster",
        connector: "cluster0",
        domain: "cluster",
        width: 1920,
        height: 720,
        lease: "placeholder",
        telltales: true,
        camera: false,
      },
      { name: "ivi", connector: "ivi0", domain: "ivi", width: 1280, height: 800, lease: "placeholder", telltales: false, camera: true },
    ],
    domains: [
      {
        name: "cluster",
        onCrash: "restart",
        vkb: 1,
        file: "default/cluster.cfg",
        guest: { kind: "view", hmi: "cluster", kernel: undefined },
        colour: "#2F7DF6",
        kind: "linux",
        signals: true,
        rtds: { period: 10_000, budget: 4000, extratime: true },
        apps: [],
        chooses: [],
      },
      {
        name: "ivi",
        onCrash: "restart",
        vkb: 1,
        file: "default/ivi.cfg",
        guest: { kind: "view", hmi: "ivi", kernel: undefined },
        colour: "#22A06B",
        kind: "android",
        signals: true,
        rtds: { period: 10_000, budget: 3000, extratime: true },
        apps: [{ folder: "default/lights", name: "Lights", start: "index.html", icon: "icon.svg", colour: "#3B2A63" }],
        chooses: ["language", "distance-unit", "temperature-unit", "pressure-unit", "theme"],
        tells: { to: "cluster", topics: ["turn", "media", "speed-limit"] },
      },
    ],
    sound: true,
    camera: { source: { kind: "synthetic" } },
    vehicle: defaultVehicle(),
    drive: { source: { kind: "simulator" }, speed: 1, mapping: "default/signals.yaml" },
    detection: {
      freezeVblanks: 12,
      startMs: 20_000,
      watchdogMs: 3000,
      restartBackoffMs: [0, 1000, 2000, 4000, 8000],
      giveUpAfter: 10,
      heartbeatMs: 5000,
      ringStallMs: 2000,
      inputMs: 1000,
      loopMs: 250,
      cameraLostMs: 500,
      cameraFrozenMs: 1000,
      signalAgeMs: { "Vehicle.Speed": 2000, "Vehicle.Powertrain.Transmission.SelectedGear": 2000 },
      signatures: [{ display: "cluster", signal: "Vehicle.Speed", step: 5, ms: 1500, region: { x: 280, y: 296, width: 240, height: 112 } }],
    },
    limits: {
      xenstoreNodes: 1000,
      xenstoreWatches: 128,
      xenstoreTransactions: 10,
    },
    notes: [],
  });
});

test("a cockpit of the fewest lines loads", () => {
  const cockpit = load({ "cockpit.yaml": smallest, "a.cfg": aDomainFile("a", "c0") });
  expect(cockpit.ok && [cockpit.value.drive, cockpit.value.displays[0]?.domain]).toEqual([
    { source: { kind: "simulator" }, speed: 1, mapping: undefined },
    "a",
  ]);
});

test("the car is what the vehicle file says, and its problems are told with its own lines", () => {
  const files = { "cockpit.yaml": `${smallest}vehicle: car.yaml\n`, "a.cfg": aDomainFile("a", "c0") };
  const long = load({ ...files, "car.yaml": "wheelbase: 3.2\n" });
  expect([
    long.ok && long.value.vehicle.wheelbase,
    problemsOf({ ...files, "car.yaml": "# A van\nwheelbsae: 3.2\n" }),
    problemsOf(files),
  ]).toEqual([
    3.2,
    ["car.yaml:2:1: wheelbsae: unknown; did you mean wheelbase"],
    ['cockpit.yaml:6:10: vehicle: want a file that is there, got "car.yaml": ENOENT'],
  ]);
});

test("every problem of cockpit.yaml's shape is told at its place, with what was wanted and what came", () => {
  const text = yaml(
    "nmae: x",
    "displays:",
    "  - name: left",
    "    connector: c0",
    '    size: "wide"',
    "    lease: hodl",
    "    telltales: 1",
    "  - size: 0x720",
    "domains:",
    "  - { config: ../a.cfg, hmi: Cluster, colour: red, kind: qnx, signal: no }",
    "  - 7",
    "camera: { source: { fiel: rear.mp4 }, wheelbase: 27 }",
    "drive: { source: { log: x.log, dbc: [] }, speed: fast }",
    "detection: { freezeVblanks: 0.5, restartBackoffMs: [-1] }",
    "limits: []",
  );
  expect(problemsOf({ "cockpit.yaml": text })).toEqual([
    "cockpit.yaml:1:1: name: want 1 to 64 of A-Z a-z 0-9 _ . -, got nothing",
    "cockpit.yaml:1:1: nmae: unknown; did you mean name",
    'cockpit.yaml:5:11: displays[0].size: want WIDTHxHEIGHT, got "wide"',
    'cockpit.yaml:6:12: displays[0].lease: want hold, blank, placeholder, got "hodl"',
    "cockpit.yaml:7:16: displays[0].telltales: want true or false, got 1",
    "cockpit.yaml:8:5: displays[1].name: want 1 to 64 of A-Z a-z 0-9 _ . -, got nothing",
    "cockpit.yaml:8:5: displays[1].connector: want the unique-id of a vdispl connector, got nothing",
    "cockpit.yaml:8:11: displays[1].size: want WIDTHxHEIGHT, got 0x720",
    'cockpit.yaml:10:15: domains[0].config: want the name of a file in the cockpit\'s folder, got "../a.cfg"',
    'cockpit.yaml:10:30: domains[0].hmi: want the name of a folder of renderer/guests, got "Cluster"',
    'cockpit.yaml:10:47: domains[0].colour: want #RRGGBB, got "red"',
    'cockpit.yaml:10:58: domains[0].kind: want linux, android, got "qnx"',
    "cockpit.yaml:10:63: domains[0].signal: unknown; did you mean signals",
    "cockpit.yaml:11:5: domains[1]: want a mapping of config, hmi, guest, colour, kind, signals, kernel, rtds, apps, chooses, tells, got 7",
    "cockpit.yaml:12:19: camera.source.file: want the name of a file in the cockpit's folder, got nothing",
    "cockpit.yaml:12:21: camera.source.fiel: unknown; did you mean file",
    "cockpit.yaml:12:39: camera.wheelbase: unknown; known are source",
    "cockpit.yaml:13:37: drive.source.dbc: want at least one DBC file, got an empty list",
    'cockpit.yaml:13:50: drive.speed: want a number of 0.1 to 100, got "fast"',
    "cockpit.yaml:14:29: detection.freezeVblanks: want a whole number of 2 to 600, got 0.5",
    "cockpit.yaml:14:53: detection.restartBackoffMs[0]: want at least 0, got -1",
    "cockpit.yaml:15:9: limits: want a mapping of xenstoreNodes, xenstoreWatches, xenstoreTransactions, got an empty list",
  ]);
});

test("a domain may have a reservation as xl sched-rtds makes it, with Xen's extra time and nothing impossible", () => {
  const withRtds = (rtds: string) => ({
    "cockpit.yaml": smallest.replace("hmi: cluster,", `hmi: cluster, rtds: ${rtds},`),
    "a.cfg": aDomainFile("a", "c0"),
  });
  const of = (rtds: string) => {
    const read = load(withRtds(rtds));
    return read.ok ? read.value.domains[0]?.rtds : read.error.map(formatProblem);
  };
  expect(of("{}")).toEqual({ period: 10_000, budget: 4000, extratime: true });
  expect(of("{ period: 20000, budget: 20000, extratime: false }")).toEqual({ period: 20_000, budget: 20_000, extratime: false });
  expect(of("{ period: 5000, budget: 6000 }")).toEqual(["cockpit.yaml:5:66: domains[0].rtds.budget: want at most the period, got 6000"]);
  expect(of("{ period: 10, bugdet: 4000 }")).toEqual([
    "cockpit.yaml:5:52: domains[0].rtds.period: want at least 1000, got 10",
    "cockpit.yaml:5:56: domains[0].rtds.bugdet: unknown; did you mean budget",
  ]);
});

test("a domain may be a guest that dom0 emulates, with pixels of a format", () => {
  const of = (guest: string) => {
    const text = smallest.replace("hmi: cluster", `guest: ${guest}`);
    const cockpit = load({ "cockpit.yaml": text, "a.cfg": aDomainFile("a", "c0") });
    return cockpit.ok && cockpit.value.domains[0]?.guest;
  };
  expect([of("{ pattern: {} }"), of("{ pattern: { format: rgb565 } }")]).toEqual([
    { kind: "pattern", format: "xrgb8888" },
    { kind: "pattern", format: "rgb565" },
  ]);
});

test.each([
  ["neither user space nor emulation", "", ["cockpit.yaml:5:5: domains[0]: want hmi or guest, got neither"]],
  ["both", "hmi: a, guest: { pattern: {} }, ", ["cockpit.yaml:5:37: domains[0].guest: want either hmi or guest, got both"]],
  [
    "emulation by a kernel of its own",
    "guest: { pattern: {} }, kernel: k.js, ",
    [
      "cockpit.yaml:5:54: domains[0].kernel: want none beside guest, which has its own",
      'cockpit.yaml:5:54: domains[0].kernel: want a file that is there, got "k.js"',
    ],
  ],
  [
    "a format that is none",
    "guest: { pattern: { format: rgb888 } }, ",
    ['cockpit.yaml:5:50: domains[0].guest.pattern.format: want xrgb8888, argb8888, rgb565, got "rgb888"'],
  ],
])("a domain with %s is a problem", (_, keys, problems) => {
  const text = smallest.replace("hmi: cluster, ", keys);
  expect(problemsOf({ "cockpit.yaml": text, "a.cfg": aDomainFile("a", "c0") })).toEqual(problems);
});

test.each([
  ["a folder", "./my-hmi", { kind: "folder", path: "c/my-hmi" }],
  ["a folder in a folder", "hmis/mine/", { kind: "folder", path: "c/hmis/mine" }],
  ["a server", "http://127.0.0.1:5173", { kind: "server", origin: "http://127.0.0.1:5173", url: "http://127.0.0.1:5173/" }],
  ["a page of one", "http://localhost:80/a?b", { kind: "server", origin: "http://localhost", url: "http://localhost/a?b" }],
  ["the other loopback", "http://[::1]:9/", { kind: "server", origin: "http://[::1]:9", url: "http://[::1]:9/" }],
])("a domain may be a user's own app from %s, in the untrusted colour", (_, app, source) => {
  const text = smallest.replace("hmi: cluster, colour: '#000000'", `guest: { app: '${app}' }`);
  const cockpit = load({ "cockpit.yaml": text, "a.cfg": aDomainFile("a", "c0"), "my-hmi/index.html": "", "hmis/mine/index.html": "" });
  const domain = cockpit.ok ? cockpit.value.domains[0] : undefined;
  expect({ guest: domain?.guest, colour: domain?.colour }).toEqual({ guest: { kind: "app", source }, colour: "#D9480F" });
});

const WANT_APP = "cockpit.yaml:5:36: domains[0].guest.app: want a folder in the cockpit's folder, or http://127.0.0.1:PORT/, got";
test.each([
  ["../elsewhere", `${WANT_APP} "../elsewhere"`],
  ["/etc", `${WANT_APP} "/etc"`],
  [".", `${WANT_APP} "."`],
  ["http://192.168.0.7:5173/", `${WANT_APP} "http://192.168.0.7:5173/"`],
  ["https://127.0.0.1/", `${WANT_APP} "https://127.0.0.1/"`],
  ["http://127.0.0.1@evil.example/", `${WANT_APP} "http://127.0.0.1@evil.example/"`],
  ["http://127.0.0.1.evil.example/", `${WANT_APP} "http://127.0.0.1.evil.example/"`],
  ["file:///etc/passwd", `${WANT_APP} "file:///etc/passwd"`],
  ["gone", 'cockpit.yaml:5:36: domains[0].guest.app: want a file that is there, got "gone/index.html"'],
])("an app that is %s is a problem", (app, problem) => {
  const text = smallest.replace("hmi: cluster, colour: '#000000'", `guest: { app: '${app}' }`);
  expect(problemsOf({ "cockpit.yaml": text, "a.cfg": aDomainFile("a", "c0") })).toEqual([problem]);
});

test("an app has no other colour than the untrusted one, and all else has to have one", () => {
  const files = { "a.cfg": aDomainFile("a", "c0"), "x/index.html": "" };
  const of = (keys: string) => problemsOf({ ...files, "cockpit.yaml": smallest.replace("hmi: cluster, colour: '#000000'", keys) });
  expect([of("guest: { app: x }, colour: '#22A06B'"), of("hmi: cluster")]).toEqual([
    ['cockpit.yaml:5:49: domains[0].colour: want #D9480F, which is every app\'s, or none, got "#22A06B"'],
    ["cockpit.yaml:5:5: domains[0].colour: want #RRGGBB, got nothing"],
  ]);
});

test("an emulated guest has memory for its pictures, or is a problem", () => {
  const text = smallest.replace("hmi: cluster", "guest: { pattern: {} }");
  const small = aDomainFile("a", "c0").replace(/memory=\d+/, "memory=8");
  const large = small.replace(/\d+x\d+/, "8192x2048");
  expect([
    problemsOf({ "cockpit.yaml": text, "a.cfg": small }),
    problemsOf({ "cockpit.yaml": text.replace(/\d+x\d+/, "8192x2048"), "a.cfg": large }),
  ]).toEqual([
    ["cockpit.yaml:5:40: domains[0].guest.pattern: want maxmem for two buffers a display: 11 MiB, and one over, got 8"],
    ["cockpit.yaml:5:40: domains[0].guest.pattern: want displays of 62.5 MiB together, got two buffers a display: 128 MiB"],
  ]);
});

test("what the files say of each other is checked, and the xl.cfg files' own problems come with it", () => {
  const text = yaml(
    "name: x",
    "displays:",
    "  - { name: left, connector: c0, size: 1920x700 }",
    "  - { name: left, connector: c0, size: 1920x720 }",
    "  - { name: right, connector: c9, size: 64x48 }",
    "  - { name: both, connector: shared, size: 64x48 }",
    "domains:",
    "  - { config: a.cfg, hmi: a, colour: '#000000', kernel: own.js }",
    "  - { config: b.cfg, hmi: b, colour: '#000000' }",
    "  - { config: c.cfg, hmi: c, colour: '#000000' }",
    "drive:",
    "  source:",
    "    log: drive.log",
    "    dbc: [there.dbc, gone.dbc]",
    "  mapping: signals.yaml",
    "camera:",
    "  source: { file: rear.mp4 }",
  );
  const files = {
    "cockpit.yaml": text,
    "a.cfg": aDomainFile("a", "c0"),
    "b.cfg": `${aDomainFile("b", "shared", "64x48")}\nbudget=1`,
    "c.cfg": aDomainFile("a", "shared", "64x48"),
    "there.dbc": "",
  };
  expect(problemsOf(files)).toEqual([
    'cockpit.yaml:3:40: displays[0].size: want 1920x720 as a\'s connector has it, got "1920x700"',
    'cockpit.yaml:4:13: displays[1].name: want a name of its own, got "left", which is displays[0]\'s',
    'cockpit.yaml:4:30: displays[1].connector: want a connector of its own, got "c0", which displays[0] shows',
    'cockpit.yaml:5:31: displays[2].connector: want a connector of some domain\'s vdispl (c0, shared, shared), got "c9"',
    'cockpit.yaml:6:30: displays[3].connector: want a connector of exactly one domain, got "shared", which b and a have',
    'cockpit.yaml:8:57: domains[0].kernel: want a file that is there, got "own.js"',
    'cockpit.yaml:10:15: domains[2].config: want a name of its own, got "a", which is domains[0]\'s',
    'cockpit.yaml:13:10: drive.source.log: want a file that is there, got "drive.log"',
    'cockpit.yaml:14:22: drive.source.dbc[1]: want a file that is there, got "gone.dbc"',
    'cockpit.yaml:15:12: drive.mapping: want a file that is there, got "signals.yaml"',
    'cockpit.yaml:17:19: camera.source.file: want a file that is there, got "rear.mp4"',
    "b.cfg:5:1: warning: budget: unknown; xl has no such key; RTDS budgets are set on the running domain: xl sched-rtds -d NAME -v all -p 10000 -b 4000",
  ]);
});

test("a domain file that is bad, missing or used twice is told, and its displays are not blamed for it", () => {
  const text = yaml(
    "name: x",
    "displays: [{ name: left, connector: c0, size: 64x48 }]",
    "domains:",
    "  - { config: bad.cfg, hmi: a, colour: '#000000' }",
    "  - { config: gone.cfg, hmi: b, colour: '#000000' }",
    "  - { config: bad.cfg, hmi: c, colour: '#000000' }",
  );
  expect(problemsOf({ "cockpit.yaml": text, "bad.cfg": "name='a'\nmemory=lots" })).toEqual([
    'cockpit.yaml:5:15: domains[1].config: want a file that is there, got "gone.cfg": ENOENT',
    'cockpit.yaml:6:15: domains[2].config: want a file of its own, got "bad.cfg", which is domains[0]\'s',
    "bad.cfg:1:1: warning: memory: not given; xl gives 32 MiB",
    "bad.cfg:2:8: want a string, a number or a list, got lots",
  ]);
});

test.each([
  ["a missing file", undefined, ["cockpit.yaml:1:1: want a file to read, got ENOENT"]],
  [
    "an empty file",
    "",
    ["cockpit.yaml:1:1: want a mapping of name, displays, domains, sound, camera, vehicle, drive, detection, limits, got nothing"],
  ],
  ["YAML that is none", "a: [1, 2\nb: }", undefined],
  ["a key twice", "name: a\nname: b\n", ["cockpit.yaml:2:1: Map keys must be unique"]],
  ["an alias", "name: &n a\ncopy: *n\n", ["cockpit.yaml:2:7: want the value itself, got the alias *n"]],
  ["nesting in brackets without end", `a: ${"[".repeat(50_000)}`, ["cockpit.yaml:1:1: want at most 100 levels of nesting"]],
  ["nesting in dashes without end", "- ".repeat(20_000), ["cockpit.yaml:1:1: want at most 100 levels of nesting"]],
])("%s is told as a problem, not thrown", (_, text, told) => {
  const problems = problemsOf(text === undefined ? {} : { "cockpit.yaml": text });
  if (told) expect(problems).toEqual(told);
  else expect(problems.length).toBeGreaterThan(0);
});

test("the cockpit for a real Xen loads without a warning, and fits that host and no other", () => {
  const cockpit = loadCockpit("default/../xen", onDisk, () => true);
  expect(
    cockpit.ok && [
      cockpit.value.notes.filter(({ severity }) => severity !== "info"),
      hostProblems(cockpit.value, "xen"),
      hostProblems(cockpit.value, "emulated").length,
    ],
  ).toEqual([[], [], 2]);
});

test("a guest that is none of those there are is refused with its line", () => {
  const text = smallest.replace("hmi: cluster", "guest: linux");
  const loaded = loadCockpit(
    "small",
    (path) => (path.endsWith(".yaml") ? ok(text) : ok(aDomainFile("a", "c0"))),
    () => true,
  );
  expect(!loaded.ok && loaded.error.map(({ key, problem }) => `${key}: ${problem}`)).toEqual([
    'domains[0].guest: want domu, {pattern: …} or {app: …}, got "linux"',
  ]);
});

test("what every display follows is chosen by one domain, and is one of the settings that can be", () => {
  const cockpit = smallest.replace("'#000000' }", "'#000000', chooses: [language, theme, volume] }");
  const two = `${cockpit.replace(", volume", "")}  - { config: b.cfg, hmi: ivi, colour: '#000000', chooses: [theme] }\n`;
  const files = { "a.cfg": aDomainFile("a", "c0"), "b.cfg": aDomainFile("b", "c1") };
  expect([problemsOf({ "cockpit.yaml": cockpit, ...files }), problemsOf({ "cockpit.yaml": two, ...files })]).toEqual([
    ['cockpit.yaml:5:82: domains[0].chooses[2]: want language, distance-unit, temperature-unit, pressure-unit, theme, got "volume"'],
    ['cockpit.yaml:6:61: domains[1].chooses[0]: want each to be chosen once, got "theme", which domains[0] chooses'],
  ]);
});
