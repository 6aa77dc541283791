import fc from "fast-check";
import { expect, test } from "vitest";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { xenstoreDomainInterface } from "../../../protocol/io/xs-ring.ts";
import { decodeXsPacket, encodeXsPacket, XS } from "../../../protocol/xs-wire.ts";
import { aRingHost, request } from "../../support/ring-guests.ts";

const payload = fc
  .array(fc.constantFrom("\0", "\0", "a", "b", "a/b", "/local/domain/1", "T", "F", "1", "n1", "x".repeat(300), "@releaseDomain"), { maxLength: 4 })
  .map((parts) => parts.join("")); // prettier-ignore
const packet = fc.record({
  type: fc.oneof(fc.constantFrom(...Object.values(XS)), fc.nat(40)),
  reqId: fc.nat(9),
  txId: fc.nat(2),
  payload,
});
const sensible = fc.oneof(
  packet.map(encodeXsPacket),
  fc.constantFrom("a", "b", "a/b").map((path) => request("WRITE", `${path}|${"v".repeat(900)}`)),
  fc.constantFrom("a", "b", "a/b").map((path) => request("READ", `${path}|`)),
  fc.constantFrom("a", "b").map((path) => request("WATCH", `${path}|t|`)),
  fc.constant(request("TRANSACTION_START", "|")),
);

/** Two guests of a store that lets the first write below its home, and something there that it may read. */
async function twoGuests() {
  const host = aRingHost();
  await home(host.store);
  const [guest, neighbour] = [host.guest(1), host.guest(2)];
  await host.settle();
  return { host, guest, neighbour };
}

async function home(store: Store): Promise<void> {
  const dom0 = store.connect(DOM0);
  await dom0.write("/local/domain/1/a", "y".repeat(3000));
  for (const path of ["/local/domain/1", "/local/domain/1/a"]) await dom0.setPerms(path, [{ domid: domId(1), access: "n" }]);
}

test("requests cut anywhere, and replies taken whenever, get what the same packets get whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sensible, { maxLength: 12 }),
      fc.array(fc.record({ put: fc.integer({ min: 1, max: 700 }), hear: fc.boolean(), settle: fc.boolean() }), { maxLength: 40 }),
      async (packets, cuts) => {
        const whole: string[] = [];
        const store = new Store();
        await home(store);
        const door = store.packetConnection(domId(1), (octets) => {
          const { type = 0, payload = "" } = decodeXsPacket(octets) ?? {};
          const name = Object.entries(XS).find(([, number]) => number === type)?.[0] ?? "?";
          whole.push(`${name} ${payload.replaceAll("\0", "|")}`);
        });
        for (const octets of packets) door.receive(octets);

        const { host, guest } = await twoGuests();
        let rest = new Uint8Array(Buffer.concat(packets));
        for (const { put, hear, settle } of cuts) {
          rest = rest.subarray(guest.ring.put(rest.subarray(0, put)));
          guest.kick();
          if (settle) await host.settle();
          if (hear) guest.hear();
        }
        await guest.say(rest);
        expect([guest.got, guest.fields().error, host.faults]).toEqual([whole, 0, []]);
      },
    ),
    { numRuns: 300 },
  );
});

const word = fc.oneof(
  fc.constantFrom(0, 1, 2, 1023, 1024, 1025, 0x7fff_ffff, 0x8000_0000, 0xffff_fc00, 0xffff_ffff),
  fc.nat(3000),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
type Field = keyof typeof xenstoreDomainInterface.fields;
const prank = fc.oneof(
  fc.record({ kind: fc.constant("poke" as const), field: fc.constantFrom(...(Object.keys(xenstoreDomainInterface.fields) as Field[])), value: word }),
  fc.record({ kind: fc.constant("scribble" as const), at: fc.nat(2047), octets: fc.uint8Array({ maxLength: 64 }) }),
  fc.record({ kind: fc.constant("say" as const), octets: fc.oneof(sensible, fc.uint8Array({ maxLength: 40 })) }),
  fc.record({ kind: fc.constantFrom("kick" as const, "hear" as const, "settle" as const, "event" as const, "reconnect" as const) }),
); // prettier-ignore

test("whatever a guest does to its page, and when, nothing throws or hangs, its neighbour is served, and so is the guest once it reconnects", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(prank, { maxLength: 40 }),
      fc.array(
        fc.record({
          at: fc.integer({ min: 1, max: 6 }),
          field: fc.constantFrom("rspCons", "rspProd", "reqProd", "connection"),
          value: word,
        }),
        {
          maxLength: 3,
        },
      ),
      async (pranks, onNotified) => {
        const { host, guest, neighbour } = await twoGuests();
        const dom0 = host.store.connect(DOM0);
        await guest.say(request("WATCH", "a|t|"));
        // Some are played from inside xenstored's own notification, as a guest on another CPU may.
        const began = guest.kicked();
        guest.onKicked = () => {
          for (const { at, field, value } of onNotified) if (guest.kicked() - began === at) guest.poke(field, value);
        };
        let asked = 0;
        for (const each of pranks) {
          if (each.kind === "poke") guest.poke(each.field, each.value);
          else if (each.kind === "scribble") new Uint8Array(guest.page.buffer).set(each.octets, each.at);
          else if (each.kind === "say") guest.ring.put(each.octets);
          else if (each.kind === "hear") guest.ring.take(new Uint8Array(500));
          else if (each.kind === "event") await dom0.write("/local/domain/1/a", "z");
          else if (each.kind === "reconnect") guest.poke("connection", 1);
          if (each.kind === "settle") await host.settle();
          else if (each.kind === "kick" || each.kind === "reconnect") guest.kick();
          if (each.kind === "kick") {
            await neighbour.say(request("GET_DOMAIN_PATH", "2|"));
            asked++;
          }
        }
        await host.settle();
        guest.onKicked = () => undefined;
        guest.poke("connection", 1);
        guest.kick();
        await host.settle();
        guest.got.length = 0;
        await guest.say(request("GET_DOMAIN_PATH", "1|"));
        expect([guest.got, neighbour.got, neighbour.fields().error, host.store.usage(domId(1)).watches]).toEqual([
          ["GET_DOMAIN_PATH /local/domain/1|"],
          Array.from({ length: asked }, () => "GET_DOMAIN_PATH /local/domain/2|"),
          0,
          0,
        ]);
      },
    ),
    { numRuns: 500 },
  );
});
