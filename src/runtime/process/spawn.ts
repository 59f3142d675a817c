import { constants } from "node:os";
import process from "node:process";
import { errnoName } from "../ffi/errno.ts";
import { cArray, cString, errno, type Libc, openLibc, readAddress } from "../ffi/libc.ts";
import {
  type PreparedLeader,
  prepareLeader,
  type SessionLeader,
} from "../terminal/session_leader.ts";
import { keepExitStatuses, withIgnoredSignals } from "./child_signals.ts";
import { WRITE_SIGNALS } from "./signals.ts";
import { inheritedDescriptors, restoreDescriptorLimit } from "./inheritance.ts";

/** A program to start, with what it gets beside our own environment, folder and descriptors. */
export type SpawnRequest = ProgramRequest & SpawnStreams;

/** Where a program's output goes: two descriptors of ours, or a terminal. */
export type SpawnStreams =
  | { readonly stdout: number; readonly stderr: number; readonly terminal?: undefined }
  /** The path of a terminal for stdin, stdout and, unless that is a descriptor, stderr: it controls the program, in a session of its own. */
  | { readonly terminal: string; readonly stderr?: number };

/** A program, and what it gets beside our own environment and folder. */
export interface ProgramRequest {
  /** The file to execute. */
  readonly path: string | Uint8Array;
  /** All of argv, the program's own name first. */
  readonly argv: readonly (string | Uint8Array)[];
  /** Environment variables that are set for it, over the inherited ones. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How a process ended: by `exit`, or by a signal's number. */
export type ExitStatus = { readonly code: number } | { readonly signal: number };

/** A process that was started by {@link spawn}. */
export interface ChildProcess {
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
  /** Who leads the session of its terminal in its place; undefined when it does so itself. */
  readonly leader?: SessionLeader | undefined;
  /** Sends a signal, unless the process has been reaped: its number may be somebody else's by then. */
  kill(signal: number): void;
}

/** The system refused to execute the file; `code` is the errno's name, such as "ENOENT". */
export class SpawnError extends Error {
  override readonly name = "SpawnError";
  constructor(readonly code: string) {
    super(`The program could not be started: ${code}`);
  }
}

// From <spawn.h> of glibc and musl; both structures are smaller than this on every machine.
const POSIX_SPAWN_SETSIGDEF = 4, POSIX_SPAWN_SETSID = 0x80, O_RDWR = 2;
const STRUCTURE_BYTES = 512, SIGSET_BYTES = 128;
// waitpid's WNOHANG; and how often we look, should SIGCHLD have been blocked by whoever started us.
const WNOHANG = 1, REAP_INTERVAL_MS = 1000;
/** Of a command whose own one is lost: not that of success. */
const UNKNOWN_CODE = 1;

/**
 * Starts a program with `posix_spawn`, in our process group unless it gets a terminal: neither runtime's own spawning
 * passes on every descriptor, gives real pipes, reports every signal, or keeps what we were told to ignore. Throws
 * {@link SpawnError}.
 */
export function spawn(request: SpawnRequest): ChildProcess {
  const inherited = inheritedDescriptors();
  const leader = request.terminal === undefined
    ? undefined
    : prepareLeader(request.path, inherited);
  if (!leader) return supervise(start(request));
  let pid: number;
  try {
    pid = start(request, leader);
  } catch {
    // The system executes no file in memory.
    leader.discard();
    return supervise(start(request));
  }
  const { command, leader: running } = leader.started(pid);
  if (command < 0) throw new SpawnError(errnoName(-command));
  return { ...supervise(command), leader: running };
}

function start(request: SpawnRequest, leader?: PreparedLeader): number {
  const c = library();
  const environment = applyEnvironment(request.environment);
  restoreDescriptorLimit();
  const actions = new Uint8Array(STRUCTURE_BYTES), attributes = new Uint8Array(STRUCTURE_BYTES);
  c.posix_spawn_file_actions_init(actions);
  for (const descriptor of inheritedDescriptors()) {
    // Onto itself: clears close-on-exec, in the child alone.
    c.posix_spawn_file_actions_adddup2(actions, descriptor, descriptor);
  }
  addStreams(actions, request);
  if (leader) {
    c.posix_spawn_file_actions_adddup2(actions, leader.descriptor, leader.number);
  }
  c.posix_spawnattr_init(attributes);
  c.posix_spawnattr_setsigdefault(attributes, signalSet(WRITE_SIGNALS));
  const session = request.terminal === undefined ? 0 : POSIX_SPAWN_SETSID;
  c.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | session);
  const pid = new Int32Array(1);
  const path = cString(leader?.path ?? request.path);
  const argv = cArray([...leader?.words ?? [], ...request.argv]);
  keepExitStatuses();
  const code = withIgnoredSignals(() =>
    c.posix_spawn(pid, path, actions, attributes, argv, environment)
  );
  if (code !== 0) throw new SpawnError(errnoName(code));
  return pid[0] ?? -1;
}

function addStreams(actions: Uint8Array, streams: SpawnStreams): void {
  const c = library();
  if (streams.terminal === undefined) {
    c.posix_spawn_file_actions_adddup2(actions, streams.stdout, 1);
    c.posix_spawn_file_actions_adddup2(actions, streams.stderr, 2);
    return;
  }
  // The C library makes the new session first, whose leader gets the terminal that it opens as its controlling one.
  c.posix_spawn_file_actions_addopen(actions, 0, cString(streams.terminal), O_RDWR, 0);
  c.posix_spawn_file_actions_adddup2(actions, 0, 1);
  c.posix_spawn_file_actions_adddup2(actions, streams.stderr ?? 0, 2);
}

/**
 * Sets variables in the C library's environment and returns its `environ`. The C library's copy is what we were
 * started with, byte for byte; the runtimes' is decoded, and may hold more (Bun reads `.env` files).
 */
function applyEnvironment(variables: Readonly<Record<string, string>>): bigint {
  const c = library();
  for (const [name, value] of Object.entries(variables)) c.setenv(cString(name), cString(value), 1);
  return readAddress(c.dlsym(0n, cString("environ")));
}

function supervise(pid: number): ChildProcess {
  const status = new Int32Array(1);
  let reaped = false;
  const exited = new Promise<ExitStatus>((resolve) => {
    const reap = () => {
      if (reaped) return;
      const found = library().waitpid(pid, status, WNOHANG);
      if (found === 0) return;
      // Somebody else has reaped it: that it has ended is all that will ever be known.
      const isLost = found === -1 && errno() === constants.errno.ECHILD;
      if (found !== pid && !isLost) return;
      reaped = true;
      process.off("SIGCHLD", reap);
      clearInterval(timer);
      if (isLost) return resolve({ code: UNKNOWN_CODE });
      const word = status[0] ?? 0, signal = word & 0x7f;
      resolve(signal === 0 ? { code: (word >> 8) & 0xff } : { signal });
    };
    const timer = setInterval(reap, REAP_INTERVAL_MS);
    process.on("SIGCHLD", reap);
    reap();
  });
  return {
    pid,
    exited,
    kill: (signal) => {
      if (!reaped) library().kill(pid, signal);
    },
  };
}

/** A `sigset_t` with these signals in it. */
export function signalSet(signals: readonly number[]): Uint8Array<ArrayBuffer> {
  const set = new Uint8Array(SIGSET_BYTES);
  for (const signal of signals) {
    const bit = signal - 1;
    set[bit >> 3] = (set[bit >> 3] ?? 0) | 1 << (bit & 7);
  }
  return set;
}

const signatures = {
  posix_spawn: {
    args: ["buffer", "buffer", "buffer", "buffer", "buffer", "address"],
    returns: "i32",
  },
  posix_spawn_file_actions_init: { args: ["buffer"], returns: "i32" },
  posix_spawn_file_actions_adddup2: { args: ["buffer", "i32", "i32"], returns: "i32" },
  posix_spawn_file_actions_addopen: {
    args: ["buffer", "i32", "buffer", "i32", "i32"],
    returns: "i32",
  },
  posix_spawnattr_init: { args: ["buffer"], returns: "i32" },
  posix_spawnattr_setsigdefault: { args: ["buffer", "buffer"], returns: "i32" },
  posix_spawnattr_setflags: { args: ["buffer", "i32"], returns: "i32" },
  waitpid: { args: ["i32", "buffer", "i32"], returns: "i32" },
  kill: { args: ["i32", "i32"], returns: "i32" },
  setenv: { args: ["buffer", "buffer", "i32"], returns: "i32" },
  dlsym: { args: ["address", "buffer"], returns: "address" },
} as const;
let opened: Libc<typeof signatures> | undefined;

function library(): Libc<typeof signatures> {
  return opened ??= openLibc(signatures);
}
