import { expect, test } from "vitest";
import { faultNamed } from "../../../main/faults/catalogue.ts";
import { sring } from "../../../protocol/ring.ts";
import { SteadyWorld } from "../../support/steady-world.ts";

const REQ_PROD = sring.fields.reqProd[0];

test.each(["ring.garbage", "ring.impossible-index"])(
  "%s is done again, where the guest puts its index right before the backend has looked",
  async (name) => {
    const t = await SteadyWorld.boot();
    const before = t.world.ring("ivi", "displ-requests")?.view.getUint32(REQ_PROD, true) ?? 0;
    const fault = faultNamed(name);
    if (!fault) throw new Error(`no fault ${name}`);
    t.inject(fault, "ivi");
    t.world.ring("ivi", "displ-requests")?.view.setUint32(REQ_PROD, before, true);
    await t.run(50);
    expect(t.detected()).not.toContain("abi ivi");
    await t.run(100);
    expect(t.detected()).toContain("abi ivi");
  },
);
