import fs from "node:fs";
import process from "node:process";
import { codeOf, reasonOf } from "../../storage/errors.ts";

/** A command that cannot be run; `exitCode` is what a shell would give: 127 not found, 126 found but not runnable. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(message: string, readonly exitCode: 126 | 127) {
    super(message);
  }
}

// What execvp takes when PATH is not set.
const DEFAULT_PATH = "/bin:/usr/bin";

/** What looks like a command line of a shell was meant for one. */
function shellHint(word: string): string {
  if (!/[\s|&;<>$*]/.test(word)) return "";
  const script = `'${word.replaceAll("'", `'\\''`)}'`;
  return `. For shell syntax: zig-session record -- sh -c ${script}`;
}

/** The file that a shell would run for a command word: the word itself if it has a slash, else by PATH. Throws CommandError. */
export function resolveCommand(word: string): string {
  if (word === "") throw new CommandError(`The command is an empty word`, 127);
  if (word.includes("/")) {
    const obstacle = obstacleTo(word);
    if (obstacle) {
      throw new CommandError(`Cannot run "${word}": ${obstacle.reason}`, obstacle.exitCode);
    }
    return word;
  }
  let found: Obstacle | undefined;
  for (const folder of (process.env["PATH"] ?? DEFAULT_PATH).split(":")) {
    // An empty element is the current folder.
    const candidate = `${folder || "."}/${word}`;
    if (!isThere(candidate)) continue;
    const obstacle = obstacleTo(candidate);
    if (!obstacle) return candidate;
    // What is there but cannot be run is worth telling only when nothing better follows in PATH.
    if (obstacle.exitCode === 126) {
      found ??= { ...obstacle, reason: `"${candidate}": ${obstacle.reason}` };
    }
  }
  if (found) throw new CommandError(`Cannot run ${found.reason}`, found.exitCode);
  throw new CommandError(`command not found: "${word}"${shellHint(word)}`, 127);
}

/** Where there is no file, nothing is thrown: that takes longer than all the rest. */
function isThere(path: string): boolean {
  try {
    return fs.statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

interface Obstacle {
  readonly reason: string;
  readonly exitCode: 126 | 127;
}

const REFUSED_QUESTIONS: readonly string[] = ["EPERM", "ENOSYS", "ENOMEM"];

function obstacleTo(path: string): Obstacle | undefined {
  try {
    if (fs.statSync(path).isDirectory()) return { reason: "it is a folder", exitCode: 126 };
    fs.accessSync(path, fs.constants.X_OK);
    return undefined;
  } catch (error) {
    const code = codeOf(error) ?? "";
    // The system refuses the question, not the file: to start it will tell.
    if (REFUSED_QUESTIONS.includes(code)) return undefined;
    const missing = code === "ENOENT" || code === "ENOTDIR";
    return { reason: reasonOf(error), exitCode: missing ? 127 : 126 };
  }
}
