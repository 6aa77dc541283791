import { expect, test } from "vitest";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { aDoorPair } from "../../support/door-pair.ts";

test("a kernel's suspend stops the domain once its hosted half is at rest, and returns at the resume", async () => {
  const told: string[] = [];
  let rest: () => void = () => undefined;
  const hosted = { suspend: () => new Promise<void>((resolve) => (rest = resolve)), resume: () => void told.push("hosted resumes") };
  const t = aDoorPair({ hosted });
  const shutdown = (): string => `shutdown ${t.machine.hypervisor.domain(t.domid)?.shutdown}`;
  void t.kernel.suspend?.().then(() => told.push("kernel goes on"));
  await t.settle();
  told.push(shutdown());
  rest();
  await t.settle();
  told.push(shutdown());
  t.machine.hypervisor.resume(t.domid);
  await t.settle();
  told.push(shutdown());
  expect(told).toEqual(["shutdown undefined", `shutdown ${SHUTDOWN.suspend}`, "hosted resumes", "kernel goes on", "shutdown undefined"]);
});

test("a guest that asks again and again is suspended once, and resumed once", async () => {
  const t = aDoorPair();
  for (let i = 0; i < 100; i++) t.door.receive(["suspend"]);
  await t.settle();
  t.machine.hypervisor.resume(t.domid);
  await t.settle();
  const again = t.machine.hypervisor.domain(t.domid)?.shutdown;
  t.door.receive(["suspend"]);
  await t.settle();
  expect([again, t.machine.hypervisor.domain(t.domid)?.shutdown, t.toGuest]).toEqual([undefined, SHUTDOWN.suspend, [["resumed"]]]);
});

test("a domain that shut down for another reason is neither suspended nor resumed", async () => {
  const t = aDoorPair();
  t.machine.hypervisor.shutdown(t.domid, SHUTDOWN.crash);
  t.door.receive(["suspend"]);
  await t.settle();
  const resumed = t.machine.hypervisor.resume(t.domid);
  expect([resumed.ok, t.machine.hypervisor.domain(t.domid)?.shutdown]).toEqual([false, SHUTDOWN.crash]);
});
