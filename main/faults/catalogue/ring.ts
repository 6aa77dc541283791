import { eventPageHeader } from "../../../protocol/event-page.ts";
import { sring } from "../../../protocol/ring.ts";
import { RING_NAMES } from "../world.ts";
import { displayOf, every, nothing, number, type Fault, type Parameter } from "./fault.ts";
import { putRequests, ringOf, spoilRing } from "./requests.ts";

const REQ_PROD = sring.fields.reqProd[0];
const RSP_PROD = sring.fields.rspProd[0];
const IN_CONS = eventPageHeader.fields.inCons[0];
const KEY_A = 30;

const which: Parameter = { kind: "choice", of: RING_NAMES, usual: "displ-requests", what: "which of the domain's rings" };
const isRing = (word: string): word is (typeof RING_NAMES)[number] => RING_NAMES.some((name) => name === word);

export const ringFaults: readonly Fault[] = [
  {
    name: "ring.garbage",
    target: "domain",
    what: "The guest writes octets of chance over its whole ring page, indices and all, and notifies its backend.",
    parameters: { ring: which },
    lasts: false,
    inject: (act) => {
      const name = act.word("ring");
      if (!isRing(name)) return nothing;
      spoilRing(act, name, (view) => {
        for (let at = 0; at < view.byteLength; at += 4) view.setUint32(at, Math.floor(act.world.dice.next() * 2 ** 32), true);
      });
      return nothing;
    },
  },
  {
    name: "ring.impossible-index",
    target: "domain",
    what: "The guest claims more requests than its ring has slots for.",
    parameters: { ahead: number(1000, [33, 0xffff_fffe], "slots", "how far ahead") },
    lasts: false,
    inject: (act) => {
      spoilRing(act, "displ-requests", (view) => {
        view.setUint32(REQ_PROD, (view.getUint32(RSP_PROD, true) + act.number("ahead")) >>> 0, true);
      });
      return nothing;
    },
  },
  {
    name: "ring.stall",
    target: "domain",
    what: "The guest takes nothing off its input ring any more, while somebody presses keys.",
    parameters: { keys: number(20, [1, 200], "keys/s", "how many are pressed") },
    lasts: true,
    inject: (act) => {
      const { world, target } = act;
      const unmask = world.mask(target, ringOf(act, "kbd-events").port);
      const { connector } = displayOf(act);
      let pressed = false;
      const keys = every(world, 500 / act.number("keys"), () => {
        pressed = !pressed;
        world.key(connector, KEY_A, pressed);
      });
      return () => {
        keys();
        if (pressed) world.key(connector, KEY_A, false);
        unmask();
      };
    },
  },
  {
    name: "ring.replay",
    target: "domain",
    what: "The guest's last request is on its ring a second time, its number and all.",
    parameters: { times: number(1, [1, 16], "times", "how often") },
    lasts: false,
    inject: (act) => {
      const { view, slots, slotOctets } = ringOf(act, "displ-requests");
      const last = (view.getUint32(REQ_PROD, true) - 1) >>> 0;
      const from = new Uint8Array(view.buffer, view.byteOffset + sring.size + (last & (slots - 1)) * slotOctets, slotOctets).slice();
      putRequests(act, act.number("times"), (page, base) => new Uint8Array(page.buffer, page.byteOffset + base, slotOctets).set(from));
      return nothing;
    },
  },
  {
    name: "ring.double-response",
    target: "domain",
    what: "The backend's last response is on the guest's ring a second time: the guest hears twice of one request.",
    parameters: {},
    lasts: false,
    inject: (act) => {
      const { view, slots, slotOctets } = ringOf(act, "displ-requests");
      const prod = view.getUint32(RSP_PROD, true);
      const slot = (index: number): Uint8Array =>
        new Uint8Array(view.buffer, view.byteOffset + sring.size + (index & (slots - 1)) * slotOctets, slotOctets);
      slot(prod).set(slot((prod - 1) >>> 0));
      view.setUint32(RSP_PROD, (prod + 1) >>> 0, true);
      return nothing;
    },
  },
  {
    name: "ring.lying-consumer",
    target: "domain",
    what: "The guest says of its event page that it has taken events that were never put there.",
    parameters: { ahead: number(500, [1, 0xffff_fffe], "slots", "how far ahead") },
    lasts: false,
    inject: (act) => {
      const { view, port } = ringOf(act, "displ-events");
      view.setUint32(IN_CONS, (view.getUint32(IN_CONS, true) + act.number("ahead")) >>> 0, true);
      act.world.notify(act.target, port);
      return nothing;
    },
  },
];
