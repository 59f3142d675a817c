import fs from "node:fs";
import { SpawnError } from "../../runtime/process/spawn.ts";
import { reasonOf } from "../../storage/errors.ts";
import { CommandError } from "./resolve_command.ts";

type Words = readonly (string | Uint8Array)[];

const SHELL = "/bin/sh";
const HEAD_BYTES = 256;

/**
 * Starts the file of a command by `start`, or the shell on it when it is a script without `#!`, as a shell would. Throws
 * CommandError when the system refuses.
 */
export function startCommand<T>(
  path: string,
  argv: Words,
  start: (path: string, argv: Words) => T,
): T {
  try {
    return start(path, argv);
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    if (error.code !== "ENOEXEC" || !isPlainScript(path)) throw explainRefusal(path, error.code);
    return start(SHELL, [SHELL, path, ...argv.slice(1)]);
  }
}

/** Bash's test: a file whose first line has a NUL is no text. */
function isPlainScript(path: string): boolean {
  const [firstLine = ""] = readHead(path).split("\n");
  return !firstLine.startsWith("\x7fELF") && !firstLine.includes("\0");
}

function explainRefusal(path: string, code: string): CommandError {
  if (code === "ENOENT" || code === "ENOTDIR") {
    const [, interpreter] = /^#!\s*(\S+)/.exec(readHead(path)) ?? [];
    const missing = interpreter ? `its interpreter "${interpreter}"` : "its loader";
    return new CommandError(`Cannot run "${path}": ${missing} does not exist`, 127);
  }
  return new CommandError(`Cannot run "${path}": ${REFUSALS[code] ?? reasonOf({ code })}`, 126);
}

const REFUSALS: Readonly<Record<string, string>> = {
  E2BIG: "the arguments and the environment are too long",
  ENOEXEC: "it is a binary file of another format",
  ETXTBSY: "it is open for writing",
};

function readHead(path: string): string {
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const descriptor = fs.openSync(path, "r");
    try {
      return head.toString("latin1", 0, fs.readSync(descriptor, head, 0, HEAD_BYTES, 0));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // A file that may be run but not read: nothing more can be said of it.
    return "";
  }
}
