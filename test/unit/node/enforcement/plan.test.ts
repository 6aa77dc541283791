import { expect, test } from "vitest";
import { niceSteps, planOf } from "../../../../main/node/enforcement/plan.ts";
import { parseDomainConfig } from "../../../../main/toolstack/domain-config.ts";
import type { RtdsConfig } from "../../../../main/toolstack/cockpit.ts";
import { value } from "../../../support/machine.ts";

const aDomain = (settings: string, rtds?: Partial<RtdsConfig>) => ({
  config: value(parseDomainConfig(`memory=64\n${settings}`, "a.cfg")).config,
  rtds: rtds && { period: 10_000, budget: 4000, extratime: true, ...rtds },
});
const CLUSTER = aDomain("name='cluster'\nvcpus=1\ncpu_weight=2048");
const IVI = aDomain("name='ivi'\nvcpus=2\ncpu_weight=256");

test("dom0 comes before the cluster, and the cluster before the infotainment, by weight and by niceness", () => {
  expect(planOf([CLUSTER, IVI], 2)).toEqual({
    dom0Weight: 4096,
    dom0Priority: 3,
    gpuMainPriority: 1,
    domains: [
      // One vCPU is one processor's worth: in a group of several threads nothing else would say so.
      {
        name: "cluster",
        weight: 2048,
        nice: 3,
        quota: { quotaUs: 10_000, periodUs: 10_000 },
        memoryMib: 64,
        reservation: undefined,
      },
      { name: "ivi", weight: 256, nice: 12, quota: undefined, memoryMib: 64, reservation: undefined },
    ],
  });
});

test("niceness follows the weights: half the weight is three steps, dom0's own none, and there are not more than nineteen", () => {
  expect([512, 256, 128, 1, 1024].map((weight) => niceSteps(weight, 512))).toEqual([0, 3, 6, 19, 0]);
});

test.each([
  ["cap=50", 4, { quotaUs: 5000, periodUs: 10_000 }],
  ["cap=50\nvcpus=2", 1, { quotaUs: 5000, periodUs: 10_000 }],
  // The kernel takes no quota below a millisecond, so the period grows.
  ["cap=1", 4, { quotaUs: 1000, periodUs: 100_000 }],
  ["vcpus=2\ncap=150", 4, { quotaUs: 15_000, periodUs: 10_000 }],
  ["vcpus=2\ncap=400", 4, { quotaUs: 20_000, periodUs: 10_000 }],
  // As many vCPUs as processors, or more: nothing to bound.
  ["vcpus=4", 4, undefined],
  ["vcpus=4\ncap=800", 2, undefined],
])("%j on %i processors is a quota of %j", (settings, cpus, quota) => {
  expect(planOf([aDomain(`name='a'\n${settings}`)], cpus).domains[0]?.quota).toEqual(quota);
});

test("a reservation raises the weight until the domain has it though all want all, and is no limit while it may have extra time", () => {
  const reserved = aDomain("name='r'\nvcpus=2\ncpu_weight=256", { budget: 4000 });
  const plan = planOf([aDomain("name='heavy'\ncpu_weight=4096"), reserved], 2);
  const [heavy, r] = plan.domains;
  expect(r).toMatchObject({ quota: undefined, reservation: { percent: 80, refused: undefined } });
  const share = (100 * 2 * r!.weight) / (plan.dom0Weight + heavy!.weight + r!.weight);
  expect(share).toBeGreaterThanOrEqual(80);
  expect(share).toBeLessThan(80.1);
});

test("a weight that is enough for the reservation stays as it is", () => {
  const plan = planOf([aDomain("name='r'\ncpu_weight=1024", { budget: 1000 })], 2);
  expect(plan.domains[0]).toMatchObject({ weight: 1024, reservation: { percent: 10 } });
});

test("in real time the heavier come before the lighter, dom0 before all of them, what a guest's WebGL runs on behind the heaviest, and nobody counts who has no reservation", () => {
  const reserved = (weight: number) => aDomain(`name='r${weight}'\ncpu_weight=${weight}`, { budget: 1000 });
  const { dom0Priority, gpuMainPriority, domains } = planOf(
    [reserved(2048), reserved(256), reserved(512), aDomain("name='x'\ncpu_weight=300"), reserved(256)],
    4,
  );
  expect([dom0Priority, ...domains.map(({ reservation }) => reservation?.priority)]).toEqual([5, 4, 1, 2, undefined, 1]);
  expect(gpuMainPriority).toBe(3);
  const many = planOf(
    Array.from({ length: 12 }, (_, index) => reserved(256 + index)),
    64,
  );
  expect([many.dom0Priority, many.gpuMainPriority]).toEqual([9, 7]);
  expect(many.domains.map(({ reservation }) => reservation?.priority)).toEqual([1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 8]);
});

test("without extra time the budget is the limit, too, in its own period", () => {
  const plan = planOf([aDomain("name='r'\nvcpus=2", { period: 20_000, budget: 5000, extratime: false })], 4);
  expect(plan.domains[0]?.quota).toEqual({ quotaUs: 10_000, periodUs: 20_000 });
});

test("a cap below the budget is the limit", () => {
  const plan = planOf([aDomain("name='r'\ncap=20", { budget: 5000, extratime: false })], 4);
  expect(plan.domains[0]?.quota).toEqual({ quotaUs: 2000, periodUs: 10_000 });
});

test("more than the machine has to promise is promised to nobody, and weights stay as they are", () => {
  const reserved = (name: string) => aDomain(`name='${name}'`, { budget: 8000 });
  const { domains } = planOf([reserved("a"), reserved("b")], 2);
  const refused = "160 % are reserved in all, and 2 processors have 150 % to promise";
  expect(domains.map(({ weight, reservation }) => ({ weight, reservation }))).toEqual([
    { weight: 256, reservation: { percent: 80, priority: 2, refused } },
    { weight: 256, reservation: { percent: 80, priority: 2, refused } },
  ]);
});

const total = ({ dom0Weight, domains }: ReturnType<typeof planOf>): number => domains.reduce((sum, { weight }) => sum + weight, dom0Weight);

test("a reservation makes nobody less nice: dom0 comes first, and the order of the weights stays", () => {
  const domains = [
    aDomain("name='cluster'\ncpu_weight=2048", { budget: 9000 }),
    aDomain("name='ivi'\nvcpus=2\ncpu_weight=256", { budget: 2000 }),
  ];
  const plan = planOf(domains, 2);
  expect(plan.domains.map(({ weight, nice }) => [Math.round((200 * weight) / total(plan)), nice])).toEqual([
    [90, 3],
    [40, 12],
  ]);
});
