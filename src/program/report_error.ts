import { ClosedSessionError, NotFoundError } from "../session/errors.ts";
import { RunningStepsError } from "../session/workflow/workflow_events.ts";
import { codeOf, reasonOf, StorageError } from "../storage/errors.ts";
import { UsageError } from "../options/errors.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import { writeError } from "../view/terminal/io.ts";

/** How an error is reported. */
export interface ErrorReport {
  /** With where in the program it came from. */
  readonly debug: boolean;
  /** As one JSON object. */
  readonly json: boolean;
  /** The exit code when nothing else is documented: 2, or 125 where 2 may be the command's. */
  readonly exitCode: 2 | 125;
}

/**
 * The one place that turns an error into words and an exit code: 1 where the state of a session forbids what was asked, which
 * is a documented "no"; else it is trouble, which `exitCode` says.
 */
export function reportError(error: unknown, { debug, json, exitCode }: ErrorReport): number {
  // Who reads us has heard enough.
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return 0;
  if (json) writeError(`${jsonText({ error: jsonOf(error) })}\n`);
  else complain(messageOf(error));
  if (!json && error instanceof UsageError && error.help) writeError(`\n${error.help}`);
  if (debug && error instanceof Error) writeError(`${error.stack}\n`);
  return isForbidden(error) ? 1 : exitCode;
}

function isForbidden(error: unknown): boolean {
  return error instanceof ClosedSessionError || error instanceof RunningStepsError;
}

/** Its names stay. */
function jsonOf(error: unknown): { code: string; message: string; hint: string | null } {
  const code = CODES.find(([kind]) => error instanceof kind)?.[1] ?? "failed";
  if (error instanceof StorageError) {
    return { code, message: `${error.attempted}: ${error.obstacle}`, hint: error.advice };
  }
  return { code, message: messageOf(error), hint: null };
}

const CODES: readonly (readonly [kind: new (...words: never[]) => Error, code: string])[] = [
  [UsageError, "usage"],
  [NotFoundError, "session_not_found"],
  [ClosedSessionError, "session_ended"],
  [RunningStepsError, "steps_running"],
  [StorageError, "storage"],
];

/** An error of the system's, which nobody has expected, says no more than a path and a name that few know. */
function messageOf(error: unknown): string {
  const { path, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (path && codeOf(error)) return `can't use "${path}": ${reasonOf(error)}`;
  return message ?? String(error);
}

function complain(message: string): void {
  // A message may hold an id or a name out of an index. In the log of a CI job, others' lines stand around each of ours.
  const lines = message.trimEnd().split("\n").map(terminalText);
  writeError(lines.map((line) => `zig-session: ${line}\n`).join(""));
}
