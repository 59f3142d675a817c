import fc from "fast-check";

/** What is done to the bytes of a log; the numbers are taken modulo what there is. */
export type Damage =
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "flip"; readonly at: number; readonly byte: number }
  | { readonly kind: "insert"; readonly at: number; readonly bytes: readonly number[] }
  | { readonly kind: "copy"; readonly at: number; readonly from: number; readonly length: number };

const at = fc.nat();
const length = fc.oneof(fc.nat(20), fc.nat(2000));
const NEWLINE = 0x0a;

/** Damage of any kind at any place. */
export const anyDamage: fc.Arbitrary<Damage[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("cut" as const), at, length }),
    fc.record({ kind: fc.constant("flip" as const), at, byte: fc.nat(255) }),
    fc.record({
      kind: fc.constant("insert" as const),
      at,
      bytes: fc.oneof(fc.constant([NEWLINE]), fc.array(fc.nat(255), { maxLength: 20 })),
    }),
    fc.record({ kind: fc.constant("copy" as const), at, from: at, length }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** A damaged log, and those of its lines that are as they were. */
export interface DamagedBytes {
  readonly bytes: Buffer;
  readonly untouched: readonly string[];
}

/** Damages the log that these lines make. */
export function applyDamage(lines: readonly string[], damage: readonly Damage[]): DamagedBytes {
  const original = Buffer.from(lines.join(""));
  // Each byte with the place that it came from; -1 for one that has been put there.
  let bytes = [...original.entries()].map(([origin, byte]) => ({ origin, byte }));
  for (const step of damage) {
    const at = step.at % (bytes.length + 1);
    if (step.kind === "cut") bytes.splice(at, step.length);
    else if (step.kind === "flip") bytes[at] = { origin: -1, byte: step.byte };
    else {
      const inserted = step.kind === "insert"
        ? step.bytes
        : [...original.subarray(step.from % original.length).subarray(0, step.length)];
      const put = inserted.map((byte) => ({ origin: -1, byte }));
      bytes = [...bytes.slice(0, at), ...put, ...bytes.slice(at)];
    }
  }
  const untouched: string[] = [];
  let start = 0;
  for (const line of lines) {
    const end = start + Buffer.byteLength(line);
    const first = bytes.findIndex(({ origin }) => origin === start);
    const isWhole = first >= 0 &&
      (first === 0 || bytes[first - 1]?.byte === NEWLINE) &&
      original.subarray(start, end).every((_, index) =>
        bytes[first + index]?.origin === start + index
      );
    if (isWhole) untouched.push(line);
    start = end;
  }
  return { bytes: Buffer.from(bytes.map(({ byte }) => byte)), untouched };
}

/** What is done to one line, so that it shows: what it leaves is never a sound line of other content. */
export type LineDamage =
  | { readonly kind: "none" }
  | { readonly kind: "tail" | "head" | "newline"; readonly at: number }
  | { readonly kind: "flip"; readonly at: number; readonly byte: number }
  | { readonly kind: "copy"; readonly at: number; readonly of: number; readonly ended: boolean };

/** For each line what is done to it. */
export const shownDamage: fc.Arbitrary<LineDamage[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: "none" as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom("tail" as const, "head" as const, "newline" as const),
        at,
      }),
    },
    // Bytes that can stand nowhere in JSON.
    fc.record({ kind: fc.constant("flip" as const), at, byte: fc.constantFrom(0, 1, 0x1b, 0xff) }),
    fc.record({ kind: fc.constant("copy" as const), at, of: at, ended: fc.boolean() }),
  ),
  { minLength: 14, maxLength: 14 },
);

/** Damages each of these lines. */
export function applyLineDamage(lines: readonly string[], damage: readonly LineDamage[]): Buffer {
  let isGlued = false;
  return Buffer.concat(lines.map((line, index) => {
    const step = damage[index] ?? { kind: "none" };
    const bytes = Buffer.from(line);
    const wasGlued = isGlued;
    isGlued = false;
    if (step.kind === "none") return bytes;
    // Between the first byte and the newline.
    const at = 1 + step.at % (bytes.length - 2);
    const head = bytes.subarray(0, at), tail = bytes.subarray(at);
    switch (step.kind) {
      case "tail":
        isGlued = true;
        return head;
      case "head":
        // Behind the half of another line, the half of this one could make a sound line.
        return wasGlued ? bytes : tail;
      case "newline":
        return Buffer.concat([head, Buffer.from("\n"), tail]);
      case "flip":
        return Buffer.concat([head.subarray(0, -1), Buffer.from([step.byte]), tail]);
      case "copy": {
        const copy = lines[step.of % lines.length] ?? "";
        return Buffer.concat([head, Buffer.from(step.ended ? copy : copy.slice(0, -1)), tail]);
      }
    }
  }));
}
