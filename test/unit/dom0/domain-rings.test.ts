import { expect, test } from "vitest";
import { domainRings } from "../../../main/domain-rings.ts";
import { ringXenstore } from "../../../main/guests/ring-xenstore.ts";
import { Log } from "../../../main/log/log.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0, domId } from "../../../protocol/ids.ts";
import { done, err, ok } from "../../../protocol/result.ts";
import { settle } from "../../support/clock.ts";
import { aMachine, value } from "../../support/machine.ts";

const nothing = { ports: 0, grants: 0, pins: 0, mapped: 0, pages: 0 };

function aStore() {
  const machine = aMachine();
  const log = new Log(
    () => 0,
    () => undefined,
  );
  const store = new Store({ rings: domainRings(machine.hypervisor, log) });
  const domid = machine.guest();
  const quiet = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) {
      machine.run();
      await settle(1);
    }
  };
  return { machine, store, domid, quiet };
}

test("what cannot be mapped or bound is not introduced, and leaves nothing mapped", () => {
  const { machine, store, domid } = aStore();
  const ringless = store.introduce(domid, { gfn: 0, port: 1 });
  const { gfn, port } = value(machine.hypervisor.makeStoreRing(domid));
  expect([
    ringless,
    store.introduce(domid, { gfn, port: 0 }),
    store.introduce(domid, { gfn, port: port + 1 }),
    store.introduce(domId(77), { gfn, port }),
    [store.isIntroduced(domid), machine.hypervisor.accounting(DOM0)],
    store.introduce(domid, { gfn, port }),
  ]).toEqual([err("EINVAL"), err("EINVAL"), err("EINVAL"), err("ENOENT"), [false, nothing], done]);
});

test("a guest's kernel that is closed hears nothing more, and the next one begins with a new connection", async () => {
  const { machine, store, domid, quiet } = aStore();
  store.introduce(domid, value(machine.hypervisor.makeStoreRing(domid)));
  const dom0 = store.connect(DOM0);
  await dom0.mkdir(`/local/domain/${domid}`);
  await dom0.setPerms(`/local/domain/${domid}`, [{ domid, access: "n" }]);

  const first = value(ringXenstore(machine.hypercalls(domid)));
  const heard: string[] = [];
  void first.watch("a", (path) => void heard.push(path));
  await quiet();
  first.close();
  await dom0.write(`/local/domain/${domid}/a`, "1");
  await quiet();
  const before = [heard.length, store.usage(domid).watches];

  const second = value(ringXenstore(machine.hypercalls(domid)));
  let answer: unknown;
  void second.read("a").then((read) => (answer = read));
  await quiet();
  expect([before, answer, store.usage(domid).watches]).toEqual([[1, 1], ok("1"), 0]);
});
