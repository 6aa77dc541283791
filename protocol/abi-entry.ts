/** Our tables as a compiler would tell them: sizeof, offsetof and the width of each member, under C's names. */
import { BugError } from "./result.ts";
import { sring } from "./ring.ts";
import type { Fields, Struct, Tagged, Variants } from "./struct.ts";

/** One structure or union. A member is named as offsetof() wants it: `u.pos.abs_x`. */
export interface AbiEntry {
  /** sizeof. */
  readonly size: number;
  readonly fields: Readonly<Record<string, readonly [offset: number, width: number]>>;
}
/** Structures by C's names, without `struct` or `union`. */
export type AbiStructs = Readonly<Record<string, AbiEntry>>;

/** A name of ours in C's spelling: `reqProd` is `req_prod`. */
export const cName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const members = (fields: Fields, from: number): AbiEntry["fields"] =>
  Object.fromEntries(
    Object.entries(fields).map(([field, [offset, type, member]]) => [member ?? cName(field), [offset - from, type.size] as const]),
  );

/** A structure's table, as `{ xsd_sockmsg: { size: 16, fields: { type: [0, 4], … } } }`. */
export const abiOfStruct = <F extends Fields>(layout: Struct<F>): AbiStructs => ({
  [layout.name]: { size: layout.size, fields: members(layout.fields, 0) },
});

/**
 * A union's packet and the C structures of its arms. Where the bodies begin with the packet (kbdif, blkif), tag and shared fields are
 * members of every one.
 */
export function abiOfUnion<V extends Variants, S extends Fields>({ name, size, layout, variants }: Tagged<V, S>): AbiStructs {
  const { tagAt, tag, bodyAt, shared } = layout;
  const packet = { size, fields: { [tag[0] ?? "tag"]: [tagAt, 1] as const, ...members(shared, 0) } };
  const arms = Object.values(variants).map(([octets, arm, armSize, fields]): AbiStructs => {
    if (arm === undefined) return {};
    const tags = octets.map((_, i) => [tag[i] ?? "tag", [tagAt + i, 1]] as const);
    return {
      [arm]: {
        size: armSize,
        fields: { ...(bodyAt === 0 ? { ...Object.fromEntries(tags), ...members(shared, 0) } : {}), ...members(fields, bodyAt) },
      },
    };
  });
  return merged({ [name]: packet }, ...arms);
}

/** What DEFINE_RING_TYPES makes of `tag`, a request and a response for the shared page. */
export function abiOfRing(tag: string, request: { readonly size: number }, response: { readonly size: number }): AbiStructs {
  const slot = Math.max(request.size, response.size);
  return {
    [`${tag}_sring_entry`]: { size: slot, fields: { req: [0, request.size], rsp: [0, response.size] } },
    [`${tag}_sring`]: { size: sring.size + slot, fields: { ...members(sring.fields, 0), ring: [sring.size, slot] } },
  };
}

/** One table of all; what several tell of a structure is put together, its members in the order of their octets. */
export function merged(...tables: readonly AbiStructs[]): AbiStructs {
  const out: Record<string, AbiEntry> = {};
  for (const [name, { size, fields }] of tables.flatMap((table) => Object.entries(table))) {
    const before = out[name];
    if (before && before.size !== size) throw new BugError(`${name}: ${before.size} octets and ${size}`);
    for (const [member, [offset, width]] of Object.entries(fields)) {
      const [sameOffset, sameWidth] = before?.fields[member] ?? [offset, width];
      if (sameOffset !== offset || sameWidth !== width) throw new BugError(`${name}.${member}: at ${sameOffset} and at ${offset}`);
    }
    const all = Object.entries({ ...before?.fields, ...fields });
    out[name] = { size, fields: Object.fromEntries(all.sort(([, [a]], [, [b]]) => a - b)) };
  }
  return out;
}
