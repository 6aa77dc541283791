/** Every way in which a few transactions can run through each other comes to some order of running them one after the other. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { eachChild } from "../../../main/xenstored/children.ts";
import type { Connection } from "../../../main/xenstored/connection.ts";
import type { StoreNode } from "../../../main/xenstored/node.ts";
import { Store } from "../../../main/xenstored/store.ts";
import { DOM0 } from "../../../protocol/ids.ts";
import { perform, type Ask } from "../../support/store-asks.ts";

const at = fc.constantFrom("/a", "/a/b", "/c");
const op: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom("read" as const, "directory" as const, "getPerms" as const), at }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constantFrom("mkdir" as const, "rm" as const), at }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("write" as const), at, value: fc.constantFrom("1", "2") }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("setPerms" as const), at, reader: fc.integer({ min: 1, max: 2 }) }) },
);

const quiet = (store: Store): Connection =>
  store.open(
    DOM0,
    () => undefined,
    () => undefined,
  );

/** Everything in the store as one text; the order of children is their age, which no order of transactions promises. */
function contents(node: StoreNode): string {
  const below: string[] = [];
  eachChild(node, (child) => below.push(contents(child)));
  return `${node.name}=${node.value}${JSON.stringify(node.perms)}(${below.sort().join(",")})`;
}

/** What one actor does: a transaction of these operations, or, `alone`, its only operation outside of one. */
interface Actor {
  readonly ops: readonly Ask[];
  readonly alone: boolean;
}

interface Outcome {
  readonly ops: readonly Ask[];
  readonly answers: readonly unknown[];
}

/** Runs the actors in the order of `schedule`, which names one for each of its turns, and answers what those got that came through. */
function run(store: Store, actors: readonly Actor[], schedule: readonly number[]): Outcome[] {
  const state = actors.map(() => ({ connection: quiet(store), tx: 0, turn: 0, answers: [] as unknown[] }));
  const through: Outcome[] = [];
  for (const who of schedule) {
    const [actor, its] = [actors[who]!, state[who]!];
    const turn = its.turn++;
    if (actor.alone) {
      through.push({ ops: actor.ops, answers: [perform(its.connection, 0, actor.ops[0]!)] });
    } else if (turn === 0) {
      const started = its.connection.transactionStart();
      if (started.ok) its.tx = started.value;
    } else if (turn <= actor.ops.length) its.answers.push(perform(its.connection, its.tx, actor.ops[turn - 1]!));
    else if (its.connection.transactionEnd(its.tx, true).ok) through.push({ ops: actor.ops, answers: its.answers });
  }
  return through;
}

const turnsOf = ({ ops, alone }: Actor): number => (alone ? 1 : ops.length + 2);

/** Every order of so many turns of each actor. */
function* schedules(left: readonly number[], done: readonly number[] = []): Generator<readonly number[]> {
  if (left.every((turns) => turns === 0)) yield done;
  for (const [who, turns] of left.entries()) {
    if (turns > 0)
      yield* schedules(
        left.map((n, i) => (i === who ? n - 1 : n)),
        [...done, who],
      );
  }
}

function* orders<T>(all: readonly T[]): Generator<readonly T[]> {
  if (all.length === 0) yield [];
  for (const [i, first] of all.entries()) for (const rest of orders(all.filter((_, j) => j !== i))) yield [first, ...rest];
}

function aStore(before: readonly Ask[]): Store {
  const store = new Store();
  for (const asked of before) perform(quiet(store), 0, asked);
  return store;
}

/** Whether running these one after the other, in this order, gives the same answers and the same store. */
function fits(before: readonly Ask[], order: readonly Outcome[], wanted: string): boolean {
  const store = aStore(before);
  const connection = quiet(store);
  const same = order.every(({ ops, answers }) =>
    ops.every((asked, i) => JSON.stringify(perform(connection, 0, asked)) === JSON.stringify(answers[i])),
  );
  return same && contents(store.view.root) === wanted;
}

function everyInterleavingIsSerial(before: readonly Ask[], actors: readonly Actor[]): void {
  for (const schedule of schedules(actors.map(turnsOf))) {
    const store = aStore(before);
    const through = run(store, actors, schedule);
    const wanted = contents(store.view.root);
    if (![...orders(through)].some((order) => fits(before, order, wanted))) expect({ before, actors, schedule, through }).toBe("serial");
  }
}

const before = fc.array(op, { maxLength: 3 });
const transaction = (most: number): fc.Arbitrary<Actor> =>
  fc.array(op, { minLength: 1, maxLength: most }).map((ops) => ({ ops, alone: false }));
const alone: fc.Arbitrary<Actor> = op.map((asked) => ({ ops: [asked], alone: true }));

test("every interleaving of two transactions is some order of the two", () => {
  fc.assert(
    fc.property(before, transaction(3), transaction(3), (start, a, b) => everyInterleavingIsSerial(start, [a, b])),
    { numRuns: 60 },
  );
});

test("every interleaving of two transactions with two requests outside of any is some order of the four", () => {
  fc.assert(
    fc.property(before, transaction(2), transaction(2), alone, alone, (start, a, b, c, d) =>
      everyInterleavingIsSerial(start, [a, b, c, d]),
    ),
    { numRuns: 8 },
  );
});

test("every interleaving of three transactions is some order of the three", () => {
  fc.assert(
    fc.property(before, transaction(1), transaction(2), transaction(1), (start, a, b, c) => everyInterleavingIsSerial(start, [a, b, c])),
    { numRuns: 8 },
  );
});
