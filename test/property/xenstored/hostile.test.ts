import fc from "fast-check";
import { expect, test } from "vitest";
import type { Connection } from "../../../main/xenstored/connection.ts";
import { eachChild } from "../../../main/xenstored/children.ts";
import type { StoreNode } from "../../../main/xenstored/node.ts";
import { may, READ, type Perms } from "../../../main/xenstored/perms.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { domId } from "../../../protocol/ids.ts";
import { parseXsPath } from "../../../protocol/xs-path.ts";
import { decodeXsPacket, encodeXsPacket, formatXsPerm, parseXsPerm, XENSTORE_PAYLOAD_MAX, XS } from "../../../protocol/xs-wire.ts";

const octets = (max: number): fc.Arbitrary<string> => fc.uint8Array({ maxLength: max }).map((bytes) => String.fromCharCode(...bytes));

const likely = fc
  .array(
    fc.constantFrom(
      "\0",
      "/",
      "a",
      "@releaseDomain",
      "/local/domain/1",
      "/a",
      "T",
      "F",
      "0",
      "1",
      "2",
      "n1",
      "b0",
      "t",
      "/a/b",
      "99999999999",
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const anyPacket = fc.record({
  type: fc.oneof(fc.constantFrom(...Object.values(XS)), fc.integer({ min: 0, max: 0xffff_ffff })),
  reqId: fc.integer({ min: 0, max: 0xffff_ffff }),
  txId: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff })),
  payload: fc.oneof(octets(64), likely, likely),
});

test("whatever octets come as a packet, nothing throws, and a well-framed one gets exactly one reply with its own id", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyPacket.map(encodeXsPacket), fc.uint8Array({ maxLength: 80 })), { maxLength: 20 }),
      fc.constantFrom(0, 1),
      (packets, domid) => {
        const store = new Store();
        const replies: number[] = [];
        let ended = false;
        const wire = store.packetConnection(
          domId(domid),
          (packet) => {
            const sent = decodeXsPacket(packet);
            expect(sent?.payload.length).toBeLessThanOrEqual(XENSTORE_PAYLOAD_MAX);
            if (sent && sent.type !== XS.WATCH_EVENT) replies.push(sent.reqId);
          },
          { onClose: () => (ended = true) },
        );
        const expected: number[] = [];
        for (const packet of packets) {
          const whole = decodeXsPacket(packet);
          if (whole && !ended) expected.push(whole.reqId);
          wire.receive(packet);
          expect(ended).toBe(ended || whole === undefined);
        }
        expect(replies).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test("a packet that is encoded decodes to itself, and a permission too", () => {
  fc.assert(
    fc.property(anyPacket, fc.constantFrom("n", "r", "w", "b"), fc.integer({ min: 0, max: 0x7fef }), (packet, access, domid) => {
      expect(decodeXsPacket(encodeXsPacket(packet))).toEqual(packet);
      const perm = { access, domid: domId(domid) } as const;
      expect(parseXsPerm(formatXsPerm(perm))).toEqual(perm);
    }),
  );
});

test("a path that is accepted, said absolutely by anybody, is itself", () => {
  fc.assert(
    fc.property(fc.oneof(octets(20), likely), fc.integer({ min: 0, max: 5 }), (text, domid) => {
      const path = parseXsPath(text, domid);
      if (path) expect(parseXsPath(path.text, domid + 1)).toEqual(path);
    }),
  );
});

const at = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.constantFrom("/local/domain/1/", "/local/domain/2/", "/open/").map((head) => head + names.join("/")));
const perms = fc.array(fc.record({ domid: fc.integer({ min: 0, max: 2 }).map(domId), access: fc.constantFrom("n", "r", "w", "b") }), {
  minLength: 1,
  maxLength: 3,
});
const act = fc.record({ who: fc.integer({ min: 0, max: 2 }), op: fc.constantFrom("write", "mkdir", "rm", "setPerms", "tx"), at, perms });

/** The permissions of a node, and of the one above it, in a tree. */
function permsAt(root: StoreNode, path: string): { node: Perms | undefined; parent: Perms | undefined } {
  const names = parseXsPath(path, 0)?.names ?? [];
  let [node, parent]: [StoreNode | undefined, StoreNode | undefined] = [root, undefined];
  for (const name of names) {
    parent = node;
    let next: StoreNode | undefined;
    if (parent) eachChild(parent, (child) => (next = child.name === name ? child : next));
    node = next;
  }
  return { node: node?.perms, parent: parent?.perms };
}

test("no value, list, permission or event reaches a guest that may not read the node it is of", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const store = new Store();
      const guest = { domid: domId(1), target: undefined };
      let roots: StoreNode[] = [store.view.root];
      let first = true;
      const mayHear = (path: string): boolean =>
        roots.some((root) => {
          const { node, parent } = permsAt(root, path);
          return [node, parent].some((listed) => listed !== undefined && may(guest, listed, READ));
        });
      const hear = (path: string): void => {
        if (!first) expect([path, mayHear(path)]).toEqual([path, true]);
      };
      const quiet = (domid: number): Connection =>
        store.open(
          domId(domid),
          (path) => {
            if (domid === 1) hear(path);
          },
          () => undefined,
        );
      const clients = [quiet(0), quiet(1), quiet(2)];
      const [dom0, d1] = clients as [Connection, Connection, Connection];
      for (const domid of [1, 2]) {
        dom0.mkdir(0, `/local/domain/${domid}`);
        dom0.setPerms(0, `/local/domain/${domid}`, [{ domid: domId(domid), access: "n" }]);
      }
      dom0.mkdir(0, "/open");
      dom0.setPerms(0, "/open", [{ domid: domId(0), access: "b" }]);
      for (const path of ["/", "/local/domain/2", "/local/domain/2/a/b", "/open/a"]) d1.watch(path, "spy");
      store.settle();
      first = false;
      for (const { who, op, at: path, perms: listed } of acts) {
        const client = clients[who];
        if (!client) continue;
        const before = store.view.root;
        if (op === "setPerms") client.setPerms(0, path, listed);
        else if (op === "tx") {
          const tx = client.transactionStart();
          if (tx.ok) client.write(tx.value, path, "t");
          if (tx.ok) client.transactionEnd(tx.value, true);
        } else if (op === "write") client.write(0, path, "secret");
        else client[op](0, path);
        roots = [before, store.view.root];
        store.settle();
        const { node } = permsAt(store.view.root, path);
        const readable = node !== undefined && may(guest, node, READ);
        const inside = d1.transactionStart();
        for (const tx of [0, inside.ok ? inside.value : -1]) {
          expect([d1.read(tx, path).ok, d1.directory(tx, path).ok, d1.getPerms(tx, path).ok]).toEqual([readable, readable, readable]);
        }
        if (inside.ok) d1.transactionEnd(inside.value, false);
      }
    }),
    { numRuns: 300 },
  );
});
