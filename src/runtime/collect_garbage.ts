import { bun } from "./ffi/bun.ts";

/**
 * Frees now what is no longer used. Bun lets long strings and buffers that are gone add up to hundreds of megabytes before it does
 * so by itself; Deno does not, and there this is nothing.
 */
export function collectGarbage(): void {
  bun?.gc(true);
}
