import { expect, test } from "vitest";
import { formatProblem } from "../../../main/toolstack/config-problem.ts";
import { parseDomainConfig } from "../../../main/toolstack/domain-config.ts";

function problemsOf(text: string): readonly string[] {
  const read = parseDomainConfig(text, "d.cfg");
  return (read.ok ? read.value.notes : read.error).map(formatProblem);
}

test("a file that gives only a name and memory gets xl's defaults", () => {
  const read = parseDomainConfig('name="d"\nmemory=256', "d.cfg");
  expect(read.ok && read.value.config).toEqual({
    file: "d.cfg",
    name: "d",
    uuid: undefined,
    type: "pvh",
    kernel: undefined,
    extra: undefined,
    memoryMib: 256,
    maxmemMib: 256,
    vcpus: 1,
    maxvcpus: 1,
    cpus: undefined,
    cpuWeight: 256,
    capPercent: 0,
    maxGrantFrames: undefined,
    driverDomain: false,
    onPoweroff: "destroy",
    onReboot: "restart",
    onWatchdog: "destroy",
    onCrash: "destroy",
    vdispl: [],
    vkb: [],
    kept: [],
  });
});

test("device strings are read with the place of every connector", () => {
  const text = [
    'name="ivi"',
    "memory=1024",
    "on_crash='restart'",
    "vdispl=['backend=DomD, be-alloc=1, connectors=c0:1920x720;c1:64x48']",
    "vkb=['backend=DomD, backend-type=linux, multi-touch-width=1920, multi-touch-height=720, multi-touch-num-contacts=10, unique-id=T:c0',",
    "     'backend-type=QEMU, feature-disable-pointer=1, width=0x40, height=48']",
  ].join("\n");
  const read = parseDomainConfig(text, "d.cfg");
  const nothing = {
    uniqueId: undefined,
    featureDisableKeyboard: false,
    featureDisablePointer: false,
    featureAbsPointer: false,
    featureRawPointer: false,
    featureMultiTouch: false,
    multiTouchWidth: 0,
    multiTouchHeight: 0,
    multiTouchNumContacts: 0,
    width: 0,
    height: 0,
  };
  const touch = { featureMultiTouch: true, multiTouchWidth: 1920, multiTouchHeight: 720, multiTouchNumContacts: 10, uniqueId: "T:c0" };
  expect(read.ok && { vdispl: read.value.config.vdispl, vkb: read.value.config.vkb }).toEqual({
    vdispl: [
      {
        line: 4,
        column: 9,
        backend: "DomD",
        beAlloc: true,
        connectors: [
          { uniqueId: "c0", width: 1920, height: 720, line: 4, column: 47 },
          { uniqueId: "c1", width: 64, height: 48, line: 4, column: 59 },
        ],
      },
    ],
    vkb: [
      { ...nothing, ...touch, line: 5, column: 6, backend: "DomD", backendType: "linux" },
      { ...nothing, line: 6, column: 6, backend: undefined, backendType: "qemu", featureDisablePointer: true, width: 64, height: 48 },
    ],
  });
});

test("reports every problem of a config at once, with line, column, key, what was wanted and what came", () => {
  const text = [
    'name = "Dom A"',
    "memory = 2048",
    "maxmem = 1024",
    "vcpus = 'two'",
    "cpu_weight = 0",
    "cap = []",
    "on_crash = 'reboot'",
    "uuid = 'x'",
    "vdispl = [ 'backend=DomD, be-alloc=2, conectors=c0:1x1', 'connectors=c0:1920;c1:0x5', 'connectors' ]",
    "vkb = [ 'feature-multi-touch=1', [ 'x' ] ]",
    "driver_domain = 2",
  ].join("\n");
  expect(problemsOf(text)).toEqual([
    'd.cfg:1:8: name: want 1 to 64 of A-Z a-z 0-9 _ . -, got "Dom A"',
    "d.cfg:3:10: maxmem: want at least memory (2048), got 1024",
    'd.cfg:4:9: vcpus: want 1 to 128, got "two"',
    "d.cfg:5:14: cpu_weight: want 1 to 65535, got 0",
    "d.cfg:6:7: cap: want 0 to 12800, got a list",
    'd.cfg:7:12: on_crash: want destroy, restart, rename-restart, preserve, coredump-destroy, coredump-restart, soft-reset, got "reboot"',
    'd.cfg:8:8: uuid: want 8-4-4-4-12 hexadecimal digits, got "x"',
    "d.cfg:9:12: vdispl[0].connectors: want at least one connector, as c0:1920x720, got none",
    'd.cfg:9:36: vdispl[0].be-alloc: want 0 to 1, got "2"',
    "d.cfg:9:39: vdispl[0].conectors: unknown; did you mean connectors",
    'd.cfg:9:70: vdispl[1].connectors[0]: want ID:WIDTHxHEIGHT with sides of 1 to 16384, got "c0:1920"',
    'd.cfg:9:78: vdispl[1].connectors[1]: want ID:WIDTHxHEIGHT with sides of 1 to 16384, got "c1:0x5"',
    "d.cfg:9:87: vdispl[2].connectors: want at least one connector, as c0:1920x720, got none",
    'd.cfg:9:88: vdispl[2]: want KEY=VALUE, got "connectors"',
    "d.cfg:10:9: vkb[0].feature-multi-touch: want multi-touch-width, multi-touch-height and multi-touch-num-contacts, all above 0, got 0, 0, 0",
    "d.cfg:10:9: vkb[0].backend-type: want linux or qemu, got nothing",
    "d.cfg:10:34: vkb[1]: want a string of KEY=VALUE parts, got a list",
    "d.cfg:11:17: driver_domain: want 0 to 1, got 2",
  ]);
});

test("an unknown key is a warning with what was probably meant, a known one without effect an info", () => {
  const text =
    "name='d'\nmemory=64\non_crash='restart'\non_carsh='restart'\nbudget=4000\nvif=['mac=00:16:3e:00:00:01']\nvgsx=['osid=1']\nfoo=1";
  expect(problemsOf(text)).toEqual([
    "d.cfg:4:1: warning: on_carsh: unknown; did you mean on_crash",
    "d.cfg:5:1: warning: budget: unknown; xl has no such key; RTDS budgets are set on the running domain: xl sched-rtds -d NAME -v all -p 10000 -b 4000",
    "d.cfg:6:1: info: vif: kept; it has no effect here",
    "d.cfg:7:1: info: vgsx: kept; only the xl of the xen-troops products knows it, upstream's ignores it",
    "d.cfg:8:1: warning: foo: unknown; xl would ignore it without a word",
  ]);
});

test("the traps of a right file are told: memory below maxmem, on_crash left out, a stream's id, backend-type qemu, touch without display", () => {
  const touch = "multi-touch-width=1,multi-touch-height=1,multi-touch-num-contacts=1";
  const text = `name='d'\nmemory=64\nmaxmem=128\nvsnd=[['card', 'STREAM, id=0']]\nvkb=['backend-type=qemu,${touch}']`;
  expect(problemsOf(text)).toEqual([
    'd.cfg:1:1: info: on_crash: not given; after a crash the domain is destroyed and stays away. on_crash="restart" brings it back',
    "d.cfg:3:8: warning: maxmem: the guest boots with 64 of 128 MiB populated on demand; without a balloon driver it dies when it touches more",
    "d.cfg:4:1: info: vsnd: kept; it has no effect here",
    "d.cfg:4:16: warning: vsnd: a stream's key is unique-id; the id= of xl.cfg(5)'s example is refused by xl",
    "d.cfg:5:6: warning: vkb: a touch screen without a vdispl connector to touch",
    "d.cfg:5:20: info: vkb[0].backend-type: the backend directory is backend/vkbd; with linux it is backend/vinput",
  ]);
});
