import { Kernel } from "../../runtime/kernel.ts";
import { OUTPUT_KERNEL } from "./output_kernel_code.ts";

/** `output_kernel.wat`, where what it exports is described. Addresses and lengths are in bytes. */
export type OutputKernel = Kernel<{
  readonly memory: WebAssembly.Memory;
  readonly count: WebAssembly.Global;
  readonly taken: WebAssembly.Global;
  readonly first: WebAssembly.Global;
  encode(
    from: number,
    end: number,
    to: number,
    limit: number,
    begin: number,
    head: number,
    digits: number,
  ): number;
  pass(at: number, end: number, head: number, length: number): number;
}>;

/** Where its memory begins that is free for use. */
export const FREE_MEMORY = 512;

/** As `Kernel.start`. */
export function startOutputKernel(): OutputKernel | undefined {
  return Kernel.start(OUTPUT_KERNEL);
}
