import process from "node:process";

/** The part of Bun's global that this project uses; everything else is `node:` or a web standard. */
export interface BunRuntime {
  /** The path of the program, which lies in a virtual folder in an executable. */
  readonly main: string;
  file(descriptor: number): { stream(): ReadableStream<Uint8Array> };
  gc(synchronously: boolean): void;
  /** Throws the system's error when the program cannot be started. */
  spawn(
    words: readonly string[],
    options: {
      readonly argv0: string;
      readonly env: Readonly<Record<string, string | undefined>>;
      readonly stdio: readonly ("inherit" | "ignore" | number)[];
    },
  ): {
    readonly pid: number;
    readonly exited: Promise<number>;
    /** A number where the signal has no name. */
    readonly signalCode: NodeJS.Signals | number | null;
  };
  /** What `bun:ffi` is made of. */
  readonly FFI?: BunFfi;
}

/** The part of `bun:ffi` that this project uses. */
export interface BunFfi {
  /** Throws, or returns the error. */
  dlopen(
    library: string,
    symbols: Record<string, { args: string[]; returns: string }>,
  ): { symbols: Record<string, (...args: unknown[]) => unknown> } | Error;
  ptr(view: ArrayBufferView): number;
  read: {
    u64(address: number, offset: number): bigint;
    i32(address: number, offset: number): number;
  };
}

/** Bun's global, or undefined when this runs on Deno. */
export const bun: BunRuntime | undefined = (globalThis as { Bun?: BunRuntime }).Bun;

/**
 * `bun:ffi`, taken at run time because Deno cannot resolve an import of it; or what that is made of, which needs no module to be
 * loaded: half a millisecond of each start.
 */
export function bunFfi(): BunFfi {
  return bun?.FFI ?? process.getBuiltinModule("bun:ffi" as "fs") as unknown as BunFfi;
}
