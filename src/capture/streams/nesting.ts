import process from "node:process";
import { readProcessStat } from "../../runtime/process/process_stat.ts";
import { randomBytes } from "../../runtime/random_bytes.ts";
import { statDescriptor } from "../../runtime/descriptors/stat_descriptor.ts";
import { isTerminal } from "../../runtime/terminal/terminal.ts";
import type { OutputStream } from "../../session/event.ts";

/** The environment variable that tells a command's nested steps which descriptors their session reads. */
export const NESTING_VARIABLE = "ZIG_SESSION_PIPES";

/** What a recorder tells the nested steps of its command. */
export interface Nesting {
  readonly sessionId: string;
  /** What the frames are marked with, of {@link newNonce}. */
  readonly nonce: string;
  /** Pipes (either end), or a terminal (the command's side of it), that the recorder reads. */
  readonly descriptors: readonly number[];
}

/** The value of {@link NESTING_VARIABLE}. Throws the system's error for a descriptor that is not open. */
export function encodeNesting({ sessionId, nonce, descriptors }: Nesting): string {
  return [nonce, ...new Set(descriptors.map(identity)), `@${process.pid}`, sessionId].join(" ");
}

/**
 * The nonces with which our own stdout and stderr are to be framed: where they are the very pipe or terminal that `value`
 * speaks of, and it is the same session that reads it, by a recorder that still runs: what it has left to `cat` nobody takes
 * frames out of. Whatever else `value` may be is no nesting; never throws.
 */
export function frameNonces(
  value: string | undefined,
  sessionId: string,
): Partial<Record<OutputStream, string>> {
  const [, nonce, identities, recorder, nestingSession] = PATTERN.exec(value ?? "") ?? [];
  if (nonce === undefined || nestingSession !== sessionId || hasEnded(Number(recorder))) return {};
  const isRead = (descriptor: number) => {
    try {
      return isStream(descriptor) && identities?.split(" ").includes(identity(descriptor));
    } catch {
      // It is closed.
      return false;
    }
  };
  return { ...(isRead(1) && { stdout: nonce }), ...(isRead(2) && { stderr: nonce }) };
}

/** 16 random hex digits: a mark that no output carries by chance, or by an earlier reading of it. */
export function newNonce(): string {
  return Buffer.from(randomBytes(8)).toString("hex");
}

const PATTERN = /^([0-9a-f]{16})((?: \d{1,20}:\d{1,20}){1,4}) @(\d{1,10}) (.{1,100})$/;

function hasEnded(pid: number): boolean {
  const stat = readProcessStat(pid);
  // Without /proc, nothing is known of anybody.
  return stat ? !stat.living : readProcessStat(process.pid) !== undefined;
}

/** Which file a descriptor is of: the same in every process that has inherited it. */
function identity(descriptor: number): string {
  const { dev, ino } = statDescriptor(descriptor);
  return `${dev}:${ino}`;
}

/** Frames in a file or a device would stay there. */
function isStream(descriptor: number): boolean {
  return statDescriptor(descriptor).isFIFO() || isTerminal(descriptor);
}
