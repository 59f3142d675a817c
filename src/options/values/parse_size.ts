import { UsageError } from "../errors.ts";

const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 10 ** 3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 10 ** 6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 10 ** 9,
};

/** Reads "64KiB", "1GiB", "10M" or a bare number of bytes; returns bytes. Throws UsageError. */
export function parseSize(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = UNIT_BYTES[unit.toLowerCase()];
  if (count === undefined || factor === undefined) {
    throw new UsageError(`invalid size "${text}" (examples: 65536, 64KiB, 1GiB)`);
  }
  return Math.floor(Number(count) * factor);
}
