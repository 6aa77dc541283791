/**
 * C structures as tables of octet offsets, little endian, as the public headers draw them.
 *
 * A table is checked once and turned into a reader and a writer for each member, without code generation (a guest's CSP forbids it); a
 * packet is read and written by a loop over them or, on hot paths, a member at a time (`at`). Offsets are written, never computed, so that
 * a review is table against header.
 */
import { BugError } from "./result.ts";

/**
 * One member of a structure: reads and writes it at `base` and touches nothing else. What paths use that want no object and no loop.
 *
 * `set` cuts a value that does not fit, as C's assignment does.
 */
export interface Member<V> {
  get(view: DataView, base: number): V;
  set(view: DataView, base: number, value: V): void;
}

/** What a member may be: its width in octets, its range, and how a DataView holds it. */
export interface FieldType<V> {
  readonly size: number;
  /** What its offset is a multiple of. */
  readonly align: 1 | 2 | 4 | 8;
  /** The member of this type at an octet of its structure. */
  readonly at: (offset: number) => Member<V>;
  readonly fits: (value: unknown) => boolean;
}

/** One C scalar. */
export interface Scalar<V extends number | bigint = number> extends FieldType<V> {
  readonly size: 1 | 2 | 4 | 8;
}

const integer =
  (min: number, max: number) =>
  (value: unknown): boolean =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;

// Each type has its two functions spelt out: shared ones would be called for all types in turn, and the compiler would inline none.
export const u8: Scalar = {
  size: 1,
  align: 1,
  at: (offset) => ({ get: (v, base) => v.getUint8(base + offset), set: (v, base, x) => v.setUint8(base + offset, x) }),
  fits: integer(0, 0xff),
};
export const u16: Scalar = {
  size: 2,
  align: 2,
  at: (offset) => ({ get: (v, base) => v.getUint16(base + offset, true), set: (v, base, x) => v.setUint16(base + offset, x, true) }),
  fits: integer(0, 0xffff),
};
export const i16: Scalar = {
  size: 2,
  align: 2,
  at: (offset) => ({ get: (v, base) => v.getInt16(base + offset, true), set: (v, base, x) => v.setInt16(base + offset, x, true) }),
  fits: integer(-0x8000, 0x7fff),
};
export const u32: Scalar = {
  size: 4,
  align: 4,
  at: (offset) => ({ get: (v, base) => v.getUint32(base + offset, true), set: (v, base, x) => v.setUint32(base + offset, x, true) }),
  fits: integer(0, 0xffff_ffff),
};
export const i32: Scalar = {
  size: 4,
  align: 4,
  at: (offset) => ({ get: (v, base) => v.getInt32(base + offset, true), set: (v, base, x) => v.setInt32(base + offset, x, true) }),
  fits: integer(-0x8000_0000, 0x7fff_ffff),
};
/** A bigint, since displif's cookies are opaque and must compare exactly. */
export const u64: Scalar<bigint> = {
  size: 8,
  align: 8,
  at: (offset) => ({
    get: (v, base) => v.getBigUint64(base + offset, true),
    set: (v, base, x) => v.setBigUint64(base + offset, x, true),
  }),
  fits: (x) => typeof x === "bigint" && x >= 0n && x <= 0xffff_ffff_ffff_ffffn,
};
export const i64: Scalar<bigint> = {
  size: 8,
  align: 8,
  at: (offset) => ({ get: (v, base) => v.getBigInt64(base + offset, true), set: (v, base, x) => v.setBigInt64(base + offset, x, true) }),
  fits: (x) => typeof x === "bigint" && BigInt.asIntN(64, x) === x,
};
export const f64: Scalar = {
  size: 8,
  align: 8,
  at: (offset) => ({ get: (v, base) => v.getFloat64(base + offset, true), set: (v, base, x) => v.setFloat64(base + offset, x, true) }),
  fits: (x) => typeof x === "number",
};

/** A C array of scalars, read as a new array of numbers each time. */
export const array = (of: Scalar, length: number): FieldType<readonly number[]> => ({
  size: of.size * length,
  align: of.align,
  at: (offset) => {
    const elements = Array.from({ length }, (_, i) => of.at(offset + i * of.size));
    return {
      get: (view, base) => elements.map((element) => element.get(view, base)),
      set: (view, base, values) => values.forEach((value, i) => elements[i]?.set(view, base, value)),
    };
  },
  fits: (values) => Array.isArray(values) && values.length === length && values.every(of.fits),
});

/** A table: field name to its octet and type, and C's member designator (`u.pos.abs_x`) where it is not the name in C's spelling. */
export type Fields = Readonly<
  Record<string, readonly [offset: number, type: Scalar | Scalar<bigint> | FieldType<readonly number[]>, member?: string]>
>;
type ValueOf<T> = T extends FieldType<infer V> ? V : never;
/** What a table reads as. */
export type Decoded<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K][1]> };
/** The same to be filled in: what `decodeInto` writes to. */
export type Scratch<F extends Fields> = { -readonly [K in keyof F]: ValueOf<F[K][1]> };

/** A table's members, by its names. */
export type Members<F extends Fields> = { readonly [K in keyof F]: Member<ValueOf<F[K][1]>> };

/** One structure's codec. `base` is the octet in `view` where it starts; it need not be aligned. */
export interface Struct<F extends Fields> {
  /** C's name, without `struct`. */
  readonly name: string;
  /** sizeof, in octets. */
  readonly size: number;
  readonly fields: F;
  /** Each member alone, for hot paths. */
  readonly at: Members<F>;
  /** Zeroes every octet, and writes what is constant (a union's tag): what a packet is before its members are set. */
  begin(view: DataView, base: number): void;
  /** A copy, read once: the peer may rewrite the page while we think. */
  decode(view: DataView, base: number): Decoded<F>;
  decodeInto(view: DataView, base: number, out: Scratch<F>): void;
  /** An object for `decodeInto`, all zero. */
  scratch(): Scratch<F>;
  /** Writes every octet: what no field owns becomes 0, as the ABI asks of reserved octets. A value that does not fit is a BugError. */
  encode(view: DataView, base: number, value: Decoded<F>): void;
}

/** Octets with a constant value, such as a union's tag. */
type Octets = readonly (readonly [offset: number, value: number])[];

function codec<const F extends Fields>(name: string, size: number, fields: F, constant: Octets): Struct<F> {
  const owner = new Array<string | undefined>(size).fill(undefined);
  const own = (field: string, offset: number, width: number, align: number): void => {
    if (offset % align !== 0) throw new BugError(`${name}.${field}: offset ${offset} is not ${align}-aligned`);
    for (let octet = offset; octet < offset + width; octet++) {
      if (octet < 0 || octet >= size) throw new BugError(`${name}.${field}: ends past octet ${size}`);
      if (owner[octet] !== undefined) throw new BugError(`${name}.${field}: overlaps ${owner[octet]}`);
      owner[octet] = field;
    }
  };
  for (const [offset] of constant) own("tag", offset, 1, 1);
  for (const [field, [offset, type]] of Object.entries(fields)) own(field, offset, type.size, type.align);

  const names = Object.keys(fields);
  const types = names.map((field) => fields[field]![1] as Scalar);
  // A field's value goes back into the type it came from, so the pairing of member and value that the compiler cannot follow here holds.
  const members = names.map((field, i) => types[i]!.at(fields[field]![0]));
  const words = size & ~3;
  const zeros = new DataView(new ArrayBuffer(size));

  // Filled by the same names in the same order every time, so that all results have one shape.
  const fill = (view: DataView, base: number, out: Record<string, unknown>): void => {
    for (let i = 0; i < names.length; i++) out[names[i]!] = members[i]!.get(view, base);
  };
  const decode = (view: DataView, base: number): Scratch<F> => {
    const out: Record<string, unknown> = {};
    fill(view, base, out);
    return out as Scratch<F>; // `fill` has set exactly the table's names
  };
  const begin = (view: DataView, base: number): void => {
    for (let octet = 0; octet < words; octet += 4) view.setInt32(base + octet, 0, true);
    for (let octet = words; octet < size; octet++) view.setUint8(base + octet, 0);
    for (let i = 0; i < constant.length; i++) view.setUint8(base + constant[i]![0], constant[i]![1]);
  };
  return {
    name,
    size,
    fields,
    at: Object.fromEntries(names.map((field, i) => [field, members[i]])) as unknown as Members<F>, // a member a field, made from its type
    begin,
    scratch: () => decode(zeros, 0),
    decode,
    decodeInto: fill,
    encode(view, base, value) {
      for (let i = 0; i < names.length; i++) {
        if (!types[i]!.fits(value[names[i]!])) throw new BugError(`${name}.${names[i]}: ${String(value[names[i]!])} does not fit`);
      }
      begin(view, base);
      for (let i = 0; i < names.length; i++) members[i]!.set(view, base, value[names[i]!] as number); // `fits` was asked above
    },
  };
}

/** Declares a C structure by the octet offsets its header prints, and refuses a table that cannot be one. */
export const struct = <const F extends Fields>(name: string, size: number, fields: F): Struct<F> => codec(name, size, fields, []);

/**
 * A union's arms: the tag's octets, the C structure behind it and its sizeof (undefined and 0 where the tag says it all), and the arm's
 * own fields at the packet's octets.
 */
export type Variants = Readonly<Record<string, readonly [tag: readonly number[], name: string | undefined, size: number, fields: Fields]>>;
/** One message of a union, told apart by `kind`. */
export type VariantOf<V extends Variants, S extends Fields> = {
  [K in keyof V]: { readonly kind: K } & Decoded<S> & Decoded<V[K][3]>;
}[keyof V];

/** A union's codec. */
export interface Tagged<V extends Variants, S extends Fields> {
  readonly name: string;
  readonly size: number;
  readonly layout: UnionLayout<S>;
  readonly variants: V;
  /** Each arm alone, tag and shared fields included: for paths that know the kind and want no garbage. */
  readonly arms: { readonly [K in keyof V]: Struct<S & V[K][3]> };
  /** Which arm lies at `base`; undefined when no arm has this tag. */
  kindAt(view: DataView, base: number): keyof V | undefined;
  /** A copy, read once; undefined when no arm has this tag. */
  decode(view: DataView, base: number): VariantOf<V, S> | undefined;
  encode(view: DataView, base: number, message: VariantOf<V, S>): void;
}

/** Where a union keeps its tag, which fields all arms share, and at which octet of the packet the arms' C structures begin. */
export interface UnionLayout<S extends Fields> {
  readonly tagAt: number;
  /** C's members for the tag's octets, in order. */
  readonly tag: readonly string[];
  readonly bodyAt: number;
  readonly shared: S;
}

/** A C union whose octets from `tagAt` say which arm it is. */
export function tagged<const V extends Variants, const S extends Fields>(
  name: string,
  size: number,
  layout: UnionLayout<S>,
  variants: V,
): Tagged<V, S> {
  const rows = Object.entries(variants).map(([kind, [tag, , , fields]]) => ({
    kind,
    tag,
    arm: codec(
      `${name}.${kind}`,
      size,
      { ...layout.shared, ...fields },
      tag.map((octet, i) => [layout.tagAt + i, octet] as const),
    ),
  }));
  const find = (view: DataView, base: number): (typeof rows)[number] | undefined => {
    const first = view.getUint8(base + layout.tagAt);
    for (let i = 0; i < rows.length; i++) {
      const { tag } = rows[i]!;
      if (tag[0] === first && (tag.length === 1 || tag[1] === view.getUint8(base + layout.tagAt + 1))) return rows[i];
    }
    return undefined;
  };
  if (rows.some(({ tag }) => tag.length < 1 || tag.length > 2)) throw new BugError(`${name}: a tag has one octet or two`);
  const byKind = new Map(rows.map((row) => [row.kind, row.arm]));
  return {
    name,
    size,
    layout,
    variants,
    arms: Object.fromEntries(byKind) as unknown as Tagged<V, S>["arms"], // one codec a row, built from that row's fields
    kindAt: (view, base) => find(view, base)?.kind,
    decode(view, base) {
      const row = find(view, base);
      if (!row) return undefined;
      const out: Record<string, unknown> = { kind: row.kind };
      row.arm.decodeInto(view, base, out as never); // takes any object and sets the row's fields
      return out as VariantOf<V, S>;
    },
    encode(view, base, message) {
      const arm = byKind.get(String(message.kind));
      if (!arm) throw new BugError(`${name}: no kind ${String(message.kind)}`);
      arm.encode(view, base, message); // the kind names the row that `message` was typed by
    },
  };
}
