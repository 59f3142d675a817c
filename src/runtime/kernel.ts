/** WebAssembly that was made of a `.wat` beside the module which has it, in base64. */
export type KernelCode = string;

/** Each kernel exports its memory. */
interface Memory {
  readonly memory: WebAssembly.Memory;
}

/** So much has to be spared behind whatever a kernel is given, or makes: it reads and writes 16 bytes at once. */
export const SPARE_BYTES = 32;

const PAGE_BYTES = 1 << 16;

/** Code for the few loops in which most of the time is spent, with a memory of its own. */
export class Kernel<Functions extends Memory> {
  readonly functions: Functions;
  #view: Buffer;

  private constructor(functions: Functions) {
    this.functions = functions;
    this.#view = Buffer.from(functions.memory.buffer);
  }

  /** Undefined where no WebAssembly can be run, or none that handles 16 bytes at once: there is always a slower way. */
  static start<Functions extends Memory>(code: KernelCode): Kernel<Functions> | undefined {
    try {
      const compiled = modules.get(code) ?? new WebAssembly.Module(Buffer.from(code, "base64"));
      modules.set(code, compiled);
      if (compiled === "refused") return undefined;
      const { exports } = new WebAssembly.Instance(compiled);
      return new Kernel(exports as unknown as Functions);
    } catch {
      modules.set(code, "refused");
      return undefined;
    }
  }

  /** The memory, of at least so many bytes; what was there stays. Valid until the next call. Throws RangeError. */
  memory(bytes: number): Buffer {
    const { memory } = this.functions, missing = bytes - this.#view.length;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#view = Buffer.from(memory.buffer);
    }
    return this.#view;
  }
}

const modules = new Map<KernelCode, WebAssembly.Module | "refused">();
