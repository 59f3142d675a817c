import { bun, bunFfi } from "./bun.ts";

/** How a C value crosses: `buffer` is a typed array or null, `address` a bigint. */
export type CType = "i32" | "i64" | "address" | "buffer";

/** One C function: `background` runs it on another thread and returns a promise (Deno only). */
export interface CSignature {
  readonly args: readonly CType[];
  readonly returns: Exclude<CType, "buffer">;
  readonly background?: true;
}

type JsValue<T extends CType> = T extends "i32" ? number
  : T extends "buffer" ? ArrayBufferView | null
  : bigint;
type JsArguments<A extends readonly CType[]> = { -readonly [K in keyof A]: JsValue<A[K]> };
type JsFunction<S extends CSignature> = (
  ...args: JsArguments<S["args"]>
) => S extends { background: true } ? Promise<JsValue<S["returns"]>> : JsValue<S["returns"]>;

/** What {@link openLibc} returns for a table of signatures. */
export type Libc<S extends Record<string, CSignature>> = { [K in keyof S]: JsFunction<S[K]> };

// glibc's name, which musl's loader takes for itself as it does any name of a C library.
const LIBRARY = "libc.so.6";

/**
 * Opens the C library and binds the functions of `signatures`.
 * Each module binds only what it calls: Bun compiles a stub for every symbol, which start-up would pay for.
 * Throws {@link LibcError} when it cannot be called, or lacks a function.
 */
export function openLibc<const S extends Record<string, CSignature>>(signatures: S): Libc<S> {
  try {
    return (bun ? openWithBun(signatures) : openWithDeno(signatures)) as Libc<S>;
  } catch (error) {
    throw new LibcError(error as Error);
  }
}

const NO_JIT = "the JIT is off here (too little address space, or no memory that may be executed)";

/**
 * The C library cannot be called: Bun makes the calls with its JIT, which needs address space (`ulimit -v`) and memory that is
 * written and then executed (MemoryDenyWriteExecute); or it lacks a function.
 */
export class LibcError extends Error {
  override readonly name = "LibcError";
  constructor(cause: Error) {
    const reason = cause.message.includes("JIT") ? NO_JIT : cause.message;
    super(`can't call the C library: ${reason}`, { cause });
  }
}

/** The address of a typed array's first byte; it stays valid while the caller holds the array. */
function addressOf(view: Uint8Array<ArrayBuffer>): bigint {
  if (bun) return BigInt(bunFfi().ptr(view));
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(view)));
}

/** The 64-bit value at an address. */
export function readAddress(address: bigint): bigint {
  if (bun) return bunFfi().read.u64(Number(address), 0);
  return new Deno.UnsafePointerView(pointer(address)).getBigUint64();
}

/** `errno` of the last C call on this thread; read it before anything else runs. */
export function errno(): number {
  location ??= openLibc({ __errno_location: { args: [], returns: "address" } });
  const address = location.__errno_location();
  if (bun) return bunFfi().read.i32(Number(address), 0);
  return new Deno.UnsafePointerView(pointer(address)).getInt32();
}
let location: Libc<{ __errno_location: { args: []; returns: "address" } }> | undefined;

/** `text` as a C string. Throws a TypeError when it holds a NUL, which would cut it short. */
export function cString(text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  if (bytes.includes(0)) throw new TypeError("A NUL byte cannot be part of an argument");
  const terminated = new Uint8Array(bytes.length + 1);
  terminated.set(bytes);
  return terminated;
}

/** C's `char *array[]` of strings, ended by NULL; good until the next call. */
export function cArray(items: readonly (string | Uint8Array)[]): BigUint64Array<ArrayBuffer> {
  // Held here, because C sees only their addresses and the garbage collector does not see C.
  heldStrings = items.map(cString);
  const pointers = new BigUint64Array(items.length + 1);
  heldStrings.forEach((string, index) => pointers[index] = addressOf(string));
  return pointers;
}
let heldStrings: Uint8Array<ArrayBuffer>[] = [];

function pointer(address: bigint): Deno.PointerObject {
  const made = Deno.UnsafePointer.create(address);
  if (made === null) throw new TypeError("A null pointer was read");
  return made;
}

function openWithBun(signatures: Record<string, CSignature>): unknown {
  const names = { i32: "i32", i64: "i64", address: "u64", buffer: "ptr" };
  const symbols: Record<string, { args: string[]; returns: string }> = {};
  for (const [name, { args, returns }] of Object.entries(signatures)) {
    const types: string[] = [];
    for (const type of args) types.push(names[type]);
    symbols[name] = { args: types, returns: names[returns] };
  }
  const opened = bunFfi().dlopen(LIBRARY, symbols);
  if (opened instanceof Error) throw opened;
  return opened.symbols;
}

function openWithDeno(signatures: Record<string, CSignature>): unknown {
  const names = { i32: "i32", i64: "i64", address: "usize", buffer: "buffer" } as const;
  const symbols: Deno.ForeignLibraryInterface = {};
  for (const [name, { args, returns, background }] of Object.entries(signatures)) {
    symbols[name] = {
      parameters: args.map((type) => names[type]),
      result: names[returns],
      nonblocking: background ?? false,
    };
  }
  return Deno.dlopen(LIBRARY, symbols).symbols;
}
