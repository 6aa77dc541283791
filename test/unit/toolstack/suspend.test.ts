import { expect, test } from "vitest";
import { domId } from "../../../protocol/ids.ts";
import { done, err } from "../../../protocol/result.ts";
import { SHUTDOWN } from "../../../main/hypervisor/domain.ts";
import { suspendDomain } from "../../../main/toolstack/suspend.ts";
import { aFakeClock, settle } from "../../support/clock.ts";
import { FakeDomains } from "./fake-machine.ts";
import { FakeStore } from "./fake-store.ts";

const WISH = "/local/domain/1/control/shutdown";

/** A domain that was asked to suspend, a moment ago. */
async function asked(feature = "1") {
  const store = new FakeStore();
  const timers = aFakeClock();
  const domains = new FakeDomains(store);
  domains.createDomain({ name: "ivi", uuid: "u", vcpus: 1, maxPages: 1 });
  await store.write("/local/domain/1/control/feature-suspend", feature);
  const watches = store.watchCount;
  const suspended = suspendDomain({ store, timers, domains }, domId(1));
  await settle();
  const left = () => ({ watches: store.watchCount - watches, pending: timers.pending });
  const wish = async () => {
    const value = await store.read(WISH);
    return value.ok ? value.value : value.error;
  };
  return { store, timers, domains, suspended, left, wish };
}

const nothing = { watches: 0, pending: 0 };

test("a guest that acknowledges and stops is suspended", async () => {
  const t = await asked();
  const wish = await t.wish();
  await t.store.write(WISH, "");
  await settle();
  t.domains.shutdown(domId(1), SHUTDOWN.suspend);
  await settle();
  expect([wish, await t.suspended, t.left()]).toEqual(["suspend", done, nothing]);
});

test("a guest that says nothing for a minute has the wish taken back", async () => {
  const t = await asked();
  await t.timers.advanceAsync(59_999);
  const before = await t.wish();
  await t.timers.advanceAsync(1);
  expect([before, await t.suspended, await t.wish(), t.left()]).toEqual([
    "suspend",
    err("guest did not acknowledge suspend, request taken back"),
    "",
    nothing,
  ]);
});

test("a guest that acknowledges and goes on is given up after another minute", async () => {
  const t = await asked();
  await t.store.write(WISH, "");
  await settle();
  await t.timers.advanceAsync(60_000);
  expect([await t.suspended, t.left()]).toEqual([err("guest acknowledged, and did not suspend in time"), nothing]);
});

test("a guest that crashes on the way is not suspended", async () => {
  const t = await asked();
  await t.store.write(WISH, "");
  await settle();
  t.domains.shutdown(domId(1), SHUTDOWN.crash);
  await settle();
  expect([await t.suspended, t.left()]).toEqual([err("guest ended while it was asked to suspend"), nothing]);
});

test("a guest whose kernel does not say that it can is not asked", async () => {
  const t = await asked("");
  expect([await t.suspended, await t.wish(), t.left()]).toEqual([err("its kernel cannot be suspended"), "ENOENT", nothing]);
});
