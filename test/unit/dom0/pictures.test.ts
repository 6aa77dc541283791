import { expect, test } from "vitest";
import type { PictureSink } from "../../../main/displays/picture-upload.ts";
import { boxAt, frameNumber } from "../../../main/guests/test-pattern.ts";
import type { Cockpit, CockpitGuest } from "../../../main/toolstack/cockpit.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { rgbaOf } from "../../../protocol/pixels.ts";
import { aHeadlessCockpit, theDefaultCockpit, withDomain } from "../../support/headless.ts";

const SIZE = { width: 320, height: 240 };

/** The default cockpit, its IVI a guest that draws a test pattern on a small display. */
function withPattern(format: Extract<CockpitGuest, { kind: "pattern" }>["format"], beAlloc = false): Cockpit {
  const cockpit = theDefaultCockpit();
  const ivi = cockpit.domains.find(({ config }) => config.name === "ivi")!.config;
  const vdispl = ivi.vdispl.map((one) => ({ ...one, beAlloc, connectors: one.connectors.map((connector) => ({ ...connector, ...SIZE })) }));
  const small = withDomain(cockpit, "ivi", { vdispl });
  return {
    ...small,
    displays: small.displays.map((display) => (display.name === "ivi" ? { ...display, ...SIZE } : display)),
    domains: small.domains.map((domain) => (domain.config.name === "ivi" ? { ...domain, guest: { kind: "pattern", format } } : domain)),
  };
}

/** A glass that holds what was put and shown. */
function aGlass() {
  const pixels = new Uint8Array(SIZE.width * SIZE.height * 4);
  let shows = 0;
  const sink: PictureSink = {
    band: (band) => {
      const { x, y, width } = band;
      const rgba = rgbaOf(band.octets, band);
      for (let row = 0; row * width * 4 < rgba.length; row++) {
        pixels.set(rgba.subarray(row * width * 4, (row + 1) * width * 4), ((y + row) * SIZE.width + x) * 4);
      }
    },
    clear: () => void pixels.fill(0),
    show: () => {
      shows++;
    },
  };
  const colour = (x: number, y: number): string =>
    Buffer.from(pixels).toString("hex", (y * SIZE.width + x) * 4, (y * SIZE.width + x) * 4 + 3);
  return { sink, colour, shows: () => shows, number: () => frameNumber(SIZE.height, (x, y) => colour(x, y) === "ffffff") };
}

/** The cockpit runs, and its glass paints at once, or when it is told. */
async function aRun(cockpit: Cockpit, paintsAtOnce = true) {
  const glass = aGlass();
  const t = await aHeadlessCockpit(cockpit, 1, [], ({ name }) => (name === "ivi" ? glass.sink : undefined));
  const { picture } = t.display("ivi");
  const run = async (vblanks: number): Promise<void> => {
    for (let i = 0; i < vblanks; i++) {
      await t.run(1000 / 60);
      if (paintsAtOnce) picture?.painted();
    }
  };
  // Off the vblanks' times, which rounding would put on either side of a step.
  await t.run(3);
  return { ...t, glass, picture: picture!, run };
}

test.each([
  ["xrgb8888", "ff8000"],
  ["argb8888", "ff8000"],
  ["rgb565", "ff8200"],
] as const)(
  "in virtual time a guest of %s is seen frame after frame, none passed over, its box where the frame's number says",
  async (format, box) => {
    const t = await aRun(withPattern(format));
    await t.run(30);
    const from = t.glass.number();
    const seen: [number, string][] = [];
    for (let i = 0; i < 20; i++) {
      await t.run(1);
      const number = t.glass.number();
      const { x, y } = boxAt(number, SIZE);
      seen.push([number - from, t.glass.colour(x + 1, y + 1)]);
    }
    expect(from).toBeGreaterThan(10);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => [i + 1, box]));
    await t.close();
  },
);

test("a glass that is slow shows the newest frame, not the next", async () => {
  const t = await aRun(withPattern("xrgb8888"), false);
  await t.run(30);
  t.picture.restarted();
  const first = t.glass.number();
  const shows = t.glass.shows();
  await t.run(10);
  const still = [t.glass.number() - first, t.glass.shows() - shows];
  t.picture.painted();
  expect([still, t.glass.number() - first]).toEqual([[0, 0], 10]);
  await t.close();
});

test("a guest with be-alloc draws on dom0's pages, and all of them come back when it is gone", async () => {
  const t = await aRun(withPattern("argb8888", true));
  await t.run(30);
  const ivi = t.domid("ivi");
  const { hypervisor } = t.dom0;
  const running = [t.glass.number() > 10, hypervisor.lent(DOM0, ivi)];
  await t.during(t.dom0.lifecycle.destroy("ivi"), 1000);
  expect([running, hypervisor.lent(DOM0, ivi)]).toEqual([[true, { shared: 150, leaked: 0 }], { shared: 0, leaked: 0 }]);
  await t.close();
  expect(hypervisor.accounting(DOM0)).toMatchObject({ grants: 0, pins: 0, mapped: 0, pages: 0 });
});

test("when the backend stops and starts again the pages that were lent come back, and pictures go on", async () => {
  const t = await aRun(withPattern("argb8888", true));
  await t.run(30);
  await t.during(t.dom0.backends.stop(["vdispl"]), 2000);
  const stopped = [t.dom0.hypervisor.lent(DOM0, t.domid("ivi")), t.glass.number() > 0];
  await t.during(t.dom0.backends.start(["vdispl"]), 2000);
  // A new display to the guest: it counts anew, from the handshake's end on.
  await t.run(45);
  const again = [t.dom0.hypervisor.lent(DOM0, t.domid("ivi")), t.glass.number()];
  expect([stopped, again]).toEqual([
    [{ shared: 0, leaked: 0 }, true],
    [{ shared: 150, leaked: 0 }, 159],
  ]);
  await t.close();
});

test("a guest that draws on more memory than it has dies of it, and dom0 does not", async () => {
  const t = await aRun(withDomain(withPattern("xrgb8888"), "ivi", { maxmemMib: 0.5, onCrash: "destroy" }));
  await t.run(30);
  expect(t.records.filter(({ msg }) => msg === "domain crashed").map(({ data }) => data)).toEqual([
    { reason: expect.stringContaining("wants more than the 128 pages of its maxmem") },
  ]);
  await t.run(30);
  expect(t.display("cluster").lease.state).toBe("live");
  await t.close();
});
