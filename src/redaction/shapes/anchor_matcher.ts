import { Kernel, SPARE_BYTES } from "../../runtime/kernel.ts";
import { ANCHOR_KERNEL } from "./kernel/anchor_kernel_code.ts";
import { type FoundLiteral, hashOfThree, LiteralMatcher } from "../values/literal_matcher.ts";

/** `anchor_kernel.wat`, where it is described. Addresses are in bytes. */
type AnchorKernel = Kernel<{
  readonly memory: WebAssembly.Memory;
  next(at: number, end: number): number;
}>;

// In the kernel's memory.
const TABLE_BYTES = 16, HEADS = 128, TEXT = HEADS + (1 << 13);
const WINDOW = 3, GROUPS = 8;

/** It takes a millisecond to start the kernel, and most commands have little to say. */
const KERNEL_FROM_BYTES = 4096;

/** Finds a few dozen short literals in bytes, as {@link LiteralMatcher} does, at several bytes a nanosecond. */
export class AnchorMatcher {
  readonly #literals: readonly Uint8Array[];
  readonly #matcher = new LiteralMatcher(WINDOW);
  #kernel: AnchorKernel | undefined;
  #bytesWithout = 0;

  /** Literals of at least 3 bytes, whose numbers are their places here. */
  constructor(literals: readonly Uint8Array[]) {
    this.#literals = literals;
    for (const literal of literals) this.#matcher.add(literal);
  }

  /** As `LiteralMatcher.find`. */
  find(bytes: Uint8Array, found: FoundLiteral): void {
    const kernel = this.#kernelFor(bytes);
    if (!kernel) return this.#matcher.find(bytes, found);
    const end = TEXT + bytes.length;
    kernel.memory(end + SPARE_BYTES).set(bytes, TEXT);
    for (let at = TEXT; (at = kernel.functions.next(at, end)) < end; at++) {
      this.#matcher.findAt(bytes, at - TEXT, found);
    }
  }

  #kernelFor(bytes: Uint8Array): AnchorKernel | undefined {
    if (this.#kernel) return this.#kernel;
    this.#bytesWithout += bytes.length;
    if (this.#bytesWithout < KERNEL_FROM_BYTES) return undefined;
    const kernel: AnchorKernel | undefined = Kernel.start(ANCHOR_KERNEL);
    if (kernel) writeTables(kernel.memory(TEXT), this.#literals);
    return this.#kernel = kernel;
  }
}

/** Literals that begin alike go into one group, so that few other texts fit it. */
function writeTables(memory: Buffer, literals: readonly Uint8Array[]): void {
  const sorted = literals.toSorted(Buffer.compare);
  for (const [index, literal] of sorted.entries()) {
    const group = 1 << Math.floor(index * GROUPS / sorted.length);
    for (let place = 0; place < WINDOW; place++) {
      const byte = literal[place] ?? 0, table = 2 * place * TABLE_BYTES;
      for (const at of [table + (byte & 15), table + TABLE_BYTES + (byte >> 4)]) {
        memory[at] = (memory[at] ?? 0) | group;
      }
    }
    const hash = hashOfThree(literal, 0), at = HEADS + (hash >> 3);
    memory[at] = (memory[at] ?? 0) | 1 << (hash & 7);
  }
}
