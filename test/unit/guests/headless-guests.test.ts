import { expect, test } from "vitest";
import { HeadlessGuests } from "../../../main/guests/headless-guests.ts";
import { domId } from "../../../protocol/ids.ts";
import { err, ok } from "../../../protocol/result.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { aMachine } from "../../support/machine.ts";

test("a guest has its connection to the store for as long as it runs", async () => {
  const machine = aMachine();
  const domid = machine.guest();
  let closed = 0;
  const guests = new HeadlessGuests(() => {
    const close = (): void => {
      closed++;
    };
    return ok({ hypercalls: machine.hypercalls(domid), xenstore: Object.assign(new Store().connect(domid), { close }) });
  });
  const started = await guests.start(domid);
  const running = [guests.guest(domid)?.domid, closed];
  await guests.stop(domid);
  await guests.stop(domid);
  expect([started.ok, running, guests.guest(domid), closed]).toEqual([true, [domid, 0], undefined, 1]);
});

test("a domain that is not there runs no guest", async () => {
  const guests = new HeadlessGuests(() => err("ENOENT"));
  expect([await guests.start(domId(7)), guests.guest(domId(7))]).toEqual([err("ENOENT"), undefined]);
});
