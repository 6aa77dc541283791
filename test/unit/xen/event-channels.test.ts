import { expect, test } from "vitest";
import { XenEventChannels } from "../../../main/xen/event-channels.ts";
import type { EvtchnCalls } from "../../../main/xen/libraries.ts";
import { domId, evtchnPort } from "../../../protocol/ids.ts";
import { value } from "../../support/machine.ts";

/** libxenevtchn that notes what it is asked; `pend` makes ports pending, -1 is what the next bind answers when it is told to refuse. */
function aLibrary() {
  const told: string[] = [];
  let next = 7;
  let answer: ((ports: readonly number[]) => void) | undefined;
  let waiting = 0;
  let refuse = false;
  const bind = (what: string) => {
    told.push(what);
    return refuse ? -1 : next++;
  };
  const calls: EvtchnCalls = {
    bindUnbound: (remote) => bind(`unbound ${remote}`),
    bindInterdomain: (remote, port) => bind(`interdomain ${remote} ${port}`),
    notify: (port) => told.push(`notify ${port}`),
    unmask: (port) => told.push(`unmask ${port}`),
    unbind: (port) => told.push(`unbind ${port}`),
    pending: () => {
      waiting++;
      return new Promise((resolve) => (answer = resolve));
    },
    close: () => void told.push("close"),
  };
  return {
    calls,
    refuse: () => (refuse = true),
    told: () => told.splice(0),
    waiting: () => waiting,
    async pend(...ports: readonly number[]) {
      answer?.(ports);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

test("a port's upcall runs, and the port is unmasked after it; one call waits for all ports", async () => {
  const library = aLibrary();
  const evtchn = new XenEventChannels(library.calls);
  const ran: string[] = [];
  value(await evtchn.bindInterdomain(domId(3), evtchnPort(21), () => ran.push(`a, ${library.told().join()}`)));
  value(await evtchn.allocUnbound(domId(4), () => ran.push("b")));
  const bound = library.told();
  await library.pend(7, 8);
  expect([bound, ran, library.told(), library.waiting()]).toEqual([
    ["interdomain 3 21", "unbound 4"],
    ["a, ", "b"],
    ["unmask 7", "unmask 8"],
    2,
  ]);
});

test("after its close a port has no upcall, is not notified, and is unbound once", async () => {
  const library = aLibrary();
  const evtchn = new XenEventChannels(library.calls);
  let ran = 0;
  const bound = value(await evtchn.bindInterdomain(domId(3), evtchnPort(21), () => ran++));
  bound.notify();
  bound.close();
  bound.close();
  bound.notify();
  await library.pend(7);
  expect([ran, library.told(), evtchn.bound]).toEqual([0, ["interdomain 3 21", "notify 7", "unbind 7"], 0]);
});

test("an upcall that closes its own port leaves nothing to unmask", async () => {
  const library = aLibrary();
  const evtchn = new XenEventChannels(library.calls);
  const bound = value(await evtchn.bindInterdomain(domId(3), evtchnPort(21), () => bound.close()));
  await library.pend(7);
  expect(library.told()).toEqual(["interdomain 3 21", "unbind 7"]);
});

test("what the hypervisor refuses is an answer", async () => {
  const library = aLibrary();
  const evtchn = new XenEventChannels(library.calls);
  library.refuse();
  const answers = [await evtchn.bindInterdomain(domId(3), evtchnPort(9), () => 0), await evtchn.allocUnbound(domId(3), () => 0)];
  expect(answers).toEqual([
    { ok: false, error: "EINVAL" },
    { ok: false, error: "ENOSPC" },
  ]);
});

test("closing unbinds every port, and the handle when the call under way is back; nothing is bound after it", async () => {
  const library = aLibrary();
  const evtchn = new XenEventChannels(library.calls);
  value(await evtchn.bindInterdomain(domId(3), evtchnPort(21), () => 0));
  value(await evtchn.bindInterdomain(domId(3), evtchnPort(22), () => 0));
  library.told();
  const closed = evtchn.close();
  const before = library.told();
  const late = await evtchn.bindInterdomain(domId(3), evtchnPort(23), () => 0);
  await library.pend(7);
  await closed;
  expect([before, late, library.told(), library.waiting()]).toEqual([
    ["unbind 7", "unbind 8"],
    { ok: false, error: "EINVAL" },
    ["close"],
    1,
  ]);
});
