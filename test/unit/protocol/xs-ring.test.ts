import { describe, expect, test } from "vitest";
import { XsClientRing, XsServerRing, xenstoreDomainInterface } from "../../../protocol/io/xs-ring.ts";

const { fields } = xenstoreDomainInterface;
type Field = keyof typeof fields;

/** A page of `dirt` but for the fields given; all others are 0. */
function aPage(values: Partial<Record<Field, number>> = {}, dirt = 0xee): DataView {
  const view = new DataView(new ArrayBuffer(4096));
  new Uint8Array(view.buffer).fill(dirt, 0, 2048);
  for (const [field, value] of Object.entries(values)) view.setUint32(fields[field as Field][0], value, true);
  return view;
}
const read = (view: DataView, ...names: readonly Field[]): readonly number[] => names.map((name) => view.getUint32(fields[name][0], true));
const octetsAt = (view: DataView, at: number, count: number): readonly number[] => [...new Uint8Array(view.buffer, at, count)];
const all = (take: (into: Uint8Array) => number | undefined, room = 2000): readonly number[] | undefined => {
  const into = new Uint8Array(room);
  const count = take(into);
  return count === undefined ? undefined : [...into.subarray(0, count)];
};

/** The same rules hold for a queue whichever half does it: the array's octet, its indices, who takes and who puts. */
const queues = [
  {
    name: "req",
    array: 0,
    cons: "reqCons",
    prod: "reqProd",
    take: (view: DataView) => all((into) => new XsServerRing(view).take(into)),
    put: (view: DataView, octets: readonly number[]) => new XsClientRing(view).put(Uint8Array.from(octets)),
  },
  {
    name: "rsp",
    array: 1024,
    cons: "rspCons",
    prod: "rspProd",
    take: (view: DataView) => all((into) => new XsClientRing(view).take(into)),
    put: (view: DataView, octets: readonly number[]) => new XsServerRing(view).put(Uint8Array.from(octets)),
  },
] as const;

describe.each(queues)("the $name queue", ({ array, cons, prod, take, put }) => {
  test("octets lie at index mod 1024, over the end of the array and over 2^32", () => {
    const inMiddle = aPage({ [cons]: 1022, [prod]: 1022 });
    const atWrap = aPage({ [cons]: 0xffff_fffe, [prod]: 0xffff_fffe });
    for (const view of [inMiddle, atWrap]) {
      expect(put(view, [1, 2, 3])).toBe(3);
      expect([octetsAt(view, array, 2), octetsAt(view, array + 1022, 2)]).toEqual([
        [3, 0xee],
        [1, 2],
      ]);
    }
    expect([read(inMiddle, prod), read(atWrap, prod)]).toEqual([[1025], [1]]);
    expect([take(inMiddle), take(atWrap)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect([read(inMiddle, cons), read(atWrap, cons)]).toEqual([[1025], [1]]);
  });

  test("a full ring is 1024 octets ahead, takes no more, and gives all of them", () => {
    const view = aPage({ [cons]: 5, [prod]: 1029 }, 7);
    expect([put(view, [1]), take(view)?.length, put(view, [1])]).toEqual([0, 1024, 1]);
  });

  test("what does not fit stays the caller's", () => {
    const view = aPage({ [cons]: 0, [prod]: 1022 });
    expect([put(view, [1, 2, 3, 4]), read(view, cons, prod), octetsAt(view, array + 1022, 2)]).toEqual([2, [0, 1024], [1, 2]]);
    expect(octetsAt(view, array, 1)).toEqual([0xee]);
  });

  test("an empty ring gives nothing and moves nothing", () => {
    const view = aPage({ [cons]: 9, [prod]: 9 });
    expect([take(view), read(view, cons, prod)]).toEqual([[], [9, 9]]);
  });

  test.each([
    ["1025 octets ahead", 0, 1025],
    ["1025 ahead over 2^32", 0xffff_ffff, 1024],
    ["one behind", 1, 0],
    ["one behind over 2^32", 0, 0xffff_ffff],
    ["2^31 ahead", 0, 0x8000_0000],
  ])("a producer that is %s is impossible: nothing is moved either way", (_, consumer, producer) => {
    const view = aPage({ [cons]: consumer, [prod]: producer });
    const before = octetsAt(view, 0, 4096);
    expect([take(view), put(view, [1]), octetsAt(view, 0, 4096)]).toEqual([undefined, undefined, before]);
  });
});

test("octets that nobody has room for are taken in parts", () => {
  const view = aPage({ reqProd: 5 }, 4);
  const ring = new XsServerRing(view);
  expect([all((into) => ring.take(into), 3), all((into) => ring.take(into), 3), read(view, "reqCons")]).toEqual([[4, 4, 4], [4, 4], [5]]);
});

test("neither half touches the other's queue or anything else of the page", () => {
  const view = aPage({ reqProd: 3, rspCons: 1, rspProd: 1, serverFeatures: 9, connection: 0, error: 8 }, 1);
  new Uint8Array(view.buffer).fill(0xcc, 2076);
  const ring = new XsServerRing(view);
  all((into) => ring.take(into));
  ring.put(Uint8Array.of(2, 2));
  expect(read(view, "reqCons", "reqProd", "rspCons", "rspProd", "serverFeatures", "connection", "error")).toEqual([3, 3, 1, 3, 9, 0, 8]);
  expect([octetsAt(view, 0, 1024).every((octet) => octet === 1), octetsAt(view, 1024, 4)]).toEqual([true, [1, 2, 2, 1]]);
  expect(octetsAt(view, 2076, 2020).every((octet) => octet === 0xcc)).toBe(true);
});

test("a server advertises reconnection and the error field, and takes an old error back", () => {
  const view = aPage({ error: 2, connection: 1 });
  new XsServerRing(view).advertise();
  expect(read(view, "serverFeatures", "error", "connection")).toEqual([3, 0, 1]);
});

test("a client asks to reconnect only a server that can, and sees when it is done", () => {
  const old = aPage({ serverFeatures: 2 });
  const view = aPage({ serverFeatures: 5, reqProd: 7, rspCons: 4000, error: 2 });
  const [client, server] = [new XsClientRing(view), new XsServerRing(view)];
  expect([new XsClientRing(old).reconnect(), read(old, "connection")]).toEqual([false, [0]]);
  expect([client.reconnect(), client.connected, server.connected]).toEqual([true, false, false]);
  server.reset();
  expect([client.connected, client.quiet, client.error, read(view, "reqCons", "reqProd", "rspCons", "rspProd")]).toEqual([
    true,
    true,
    0,
    [0, 0, 0, 0],
  ]);
});

test.each([
  [{}, true],
  [{ reqCons: 5, reqProd: 5, rspCons: 0xffff_ffff, rspProd: 0xffff_ffff }, true],
  [{ reqProd: 1 }, false],
  [{ rspProd: 1 }, false],
  [{ rspCons: 1 }, false],
])("a ring with %j is quiet: %s", (values, quiet) => {
  expect(new XsClientRing(aPage(values)).quiet).toBe(quiet);
});
