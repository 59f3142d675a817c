import fs from "node:fs";
import { bun } from "../ffi/bun.ts";

/** What the system says of an open descriptor, numbers as bigints. Throws the system's error when it is closed. */
export function statDescriptor(descriptor: number): fs.BigIntStats {
  // Deno's `fstat` knows only the descriptors that it has opened itself.
  if (!bun) return fs.statSync(`/proc/self/fd/${descriptor}`, { bigint: true });
  return fs.fstatSync(descriptor, { bigint: true });
}
