import { OUTPUT_KERNEL } from "./output_kernel_code.ts";

/** What `output_kernel.wat` exports, where it is described. Addresses and lengths are in bytes. */
interface KernelFunctions {
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
}

/** Where the memory begins that is free for use. */
export const FREE_MEMORY = 512;
/** So much has to be spared behind whatever is given to the kernel, or made by it. */
export const SPARE_BYTES = 32;

const PAGE_BYTES = 1 << 16;

/** The code of `output_kernel.wat` with a memory of its own. */
export class OutputKernel {
  readonly #functions: KernelFunctions;
  #view: Buffer;

  private constructor(functions: KernelFunctions) {
    this.#functions = functions;
    this.#view = Buffer.from(functions.memory.buffer);
  }

  /** Undefined where no WebAssembly can be run, or none that handles 16 bytes at once: there is always a slower way. */
  static start(): OutputKernel | undefined {
    try {
      compiled ??= new WebAssembly.Module(Buffer.from(OUTPUT_KERNEL, "base64"));
      if (compiled === "refused") return undefined;
      const { exports } = new WebAssembly.Instance(compiled);
      return new OutputKernel(exports as unknown as KernelFunctions);
    } catch {
      compiled = "refused";
      return undefined;
    }
  }

  get functions(): KernelFunctions {
    return this.#functions;
  }

  /** The memory, of at least so many bytes; what was there stays. Valid until the next call. Throws RangeError. */
  memory(bytes: number): Buffer {
    const { memory } = this.#functions, missing = bytes - this.#view.length;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#view = Buffer.from(memory.buffer);
    }
    return this.#view;
  }
}

let compiled: WebAssembly.Module | "refused" | undefined;
