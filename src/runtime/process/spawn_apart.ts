import { errnoName } from "../ffi/errno.ts";
import { cArray, cString, type Libc, openLibc, readAddress } from "../ffi/libc.ts";
import { openDescriptors, restoreDescriptorLimit } from "./inheritance.ts";
import { WRITE_SIGNALS } from "./signals.ts";
import { signalSet, SpawnError } from "./spawn.ts";

/** A program that lives on by itself. */
export interface ApartRequest {
  readonly path: string;
  /** All of argv, the program's own name first. */
  readonly argv: readonly string[];
  readonly stdin: number;
  readonly stdout: number;
  /** What it is to have as descriptor 3, if anything. */
  readonly third?: number | undefined;
}

// From <spawn.h> and <fcntl.h>, as in spawn.ts.
const POSIX_SPAWN_SETSIGDEF = 4, POSIX_SPAWN_SETSID = 0x80, O_WRONLY = 1;
const STRUCTURE_BYTES = 512;

/**
 * Starts a program in a session of its own, where no signal to our process group or from our terminal reaches it, with these
 * descriptors, nowhere to complain, and nothing else open, so that nobody waits for its sake. Returns its process id; throws
 * {@link SpawnError}.
 */
export function spawnApart({ path, argv, stdin, stdout, third }: ApartRequest): number {
  const c = library();
  restoreDescriptorLimit();
  const actions = new Uint8Array(STRUCTURE_BYTES), attributes = new Uint8Array(STRUCTURE_BYTES);
  c.posix_spawn_file_actions_init(actions);
  c.posix_spawn_file_actions_adddup2(actions, stdin, 0);
  c.posix_spawn_file_actions_adddup2(actions, stdout, 1);
  c.posix_spawn_file_actions_addopen(actions, 2, cString("/dev/null"), O_WRONLY, 0);
  if (third !== undefined) c.posix_spawn_file_actions_adddup2(actions, third, 3);
  // On Deno, what we have inherited is not close-on-exec. To close what is not open is no error.
  const kept = third === undefined ? 2 : 3;
  for (const descriptor of openDescriptors()) {
    if (descriptor > kept) c.posix_spawn_file_actions_addclose(actions, descriptor);
  }
  c.posix_spawnattr_init(attributes);
  c.posix_spawnattr_setsigdefault(attributes, signalSet(WRITE_SIGNALS));
  c.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  const environment = readAddress(c.dlsym(0n, cString("environ")));
  const pid = new Int32Array(1), words = cArray(argv);
  const code = c.posix_spawn(pid, cString(path), actions, attributes, words, environment);
  if (code !== 0) throw new SpawnError(errnoName(code));
  return pid[0] ?? -1;
}

const signatures = {
  posix_spawn: {
    args: ["buffer", "buffer", "buffer", "buffer", "buffer", "address"],
    returns: "i32",
  },
  posix_spawn_file_actions_init: { args: ["buffer"], returns: "i32" },
  posix_spawn_file_actions_adddup2: { args: ["buffer", "i32", "i32"], returns: "i32" },
  posix_spawn_file_actions_addclose: { args: ["buffer", "i32"], returns: "i32" },
  posix_spawn_file_actions_addopen: {
    args: ["buffer", "i32", "buffer", "i32", "i32"],
    returns: "i32",
  },
  posix_spawnattr_init: { args: ["buffer"], returns: "i32" },
  posix_spawnattr_setsigdefault: { args: ["buffer", "buffer"], returns: "i32" },
  posix_spawnattr_setflags: { args: ["buffer", "i32"], returns: "i32" },
  dlsym: { args: ["address", "buffer"], returns: "address" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
