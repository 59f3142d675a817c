import { createHash } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";

/** 71 bytes each, as of a quiet build. */
export function plainLines(folder: string, count: number): string {
  return write(
    folder,
    "lines",
    count,
    (index) => `${String(index).padStart(12)}${" .".repeat(29)}`,
  );
}

/** 10,000 bytes each. */
export function longLines(folder: string, count: number): string {
  return write(folder, "long", count, (index) => `${String(index).padStart(8)} `.repeat(1111));
}

/** 1 byte each. */
export function shortLines(folder: string, count: number): string {
  return write(folder, "short", count, () => "x");
}

/** With what JSON has to escape, and with characters of several bytes. */
export function quotedLines(folder: string, count: number): string {
  return write(
    folder,
    "quotes",
    count,
    (index) => `${String(index).padStart(8)} "path\\to": "é→日本語", 'it's'\ttab here 1234567890`,
  );
}

/** Values to mask, no real ones and always the same: half of them have signs that are escaped in many ways. */
export function secretValues(folder: string, count: number): string {
  return write(folder, "secrets", count, (index) => {
    const hash = createHash("sha256").update(String(index)).digest("base64");
    return index % 2 === 0 ? hash.replace(/[+/=]/g, "x").slice(0, 32) : hash;
  });
}

/** Writes lines in pieces, so that no text of all of them is needed. Returns the file's name. */
function write(
  folder: string,
  name: string,
  count: number,
  lineOf: (index: number) => string,
): string {
  const descriptor = fs.openSync(join(folder, name), "w");
  for (let start = 0; start < count; start += 10_000) {
    const length = Math.min(10_000, count - start);
    const lines = Array.from({ length }, (_, index) => `${lineOf(start + index)}\n`);
    fs.writeSync(descriptor, lines.join(""));
  }
  fs.closeSync(descriptor);
  return name;
}
