import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Redactor } from "../../redaction/redactor.ts";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { openRegularFile } from "../../storage/open_file.ts";
import type { LivenessProbe } from "../../session/lifecycle/liveness.ts";
import { parseSessionFileName } from "../retention/session_files.ts";
import { hasBeenReplaced, leftAlone, type Untouched, withStoredLog } from "../stored_log.ts";
import { isTakenUp, phaseOf } from "../verify/verify_phase.ts";
import type { SessionPlaceOnDisk } from "../verify/verify_targets.ts";
import { type FileRedaction, redactFile } from "./redact_file.ts";

/** A file beside a log in which something is masked. */
export interface SideFileRedaction extends FileRedaction {
  readonly path: string;
}

/** What became of a log: looked through, not there, or not to be touched, and why. */
export type LogRedaction =
  | {
    readonly outcome: "read";
    readonly log: FileRedaction;
    readonly sides: readonly SideFileRedaction[];
  }
  | Untouched;

/**
 * Masks the secrets in a log and in the files beside it, under the log's lock, or with `write` false only counts; a session
 * that is being recorded is left alone. Throws StorageError; then the log is as it was.
 */
export function redactLog(
  place: SessionPlaceOnDisk,
  makeRedactor: () => Redactor,
  write: boolean,
  probe: LivenessProbe,
): LogRedaction {
  const { log_path } = place;
  return withStoredLog(place, write, (descriptor) => {
    try {
      const isLive = phaseOf(place, probe.of(log_path)) === "recorded" ||
        isTakenUp(place, descriptor, fs.fstatSync(descriptor).size);
      if (isLive) return leftAlone("it is being recorded", true);
      if (write && hasBeenReplaced(descriptor, log_path)) {
        return leftAlone("another process has just replaced it");
      }
      // The files beside it first: whatever stops us, the next run finds the rest.
      const sides = sideFiles(log_path).flatMap((path) => redactSide(path, makeRedactor, write));
      return { outcome: "read", log: redactFile(descriptor, log_path, makeRedactor, write), sides };
    } catch (error) {
      if (error instanceof StorageError) throw error;
      const advice = "Ask its owner for access";
      throw new StorageError(`Could not mask the log "${log_path}"`, reasonOf(error), advice, {
        cause: error,
      });
    }
  });
}

/** What stands beside a log, but for the locks of who records it. */
function sideFiles(logPath: string): string[] {
  const folder = dirname(logPath), id = basename(logPath, ".jsonl");
  return fs.readdirSync(folder).filter((name) => {
    const parsed = parseSessionFileName(name);
    return parsed?.id === id && parsed.kind === "sidecar" && !name.endsWith(".live");
  }).map((name) => join(folder, name)).filter((path) => fs.lstatSync(path).isFile());
}

function redactSide(
  path: string,
  makeRedactor: () => Redactor,
  write: boolean,
): SideFileRedaction[] {
  const descriptor = openRegularFile(path);
  try {
    const redaction = redactFile(descriptor, path, makeRedactor, write);
    return redaction.lines > 0 || redaction.skipped > 0 ? [{ path, ...redaction }] : [];
  } finally {
    fs.closeSync(descriptor);
  }
}
