import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Append, replaceStreamed } from "../../storage/replace_streamed.ts";
import { lineOf, renumbered } from "./repair_events.ts";
import { withAsideMark } from "./repair_aside_mark.ts";
import { keepOriginal } from "./repair_original.ts";
import type { LogPlan } from "./repair_plan.ts";
import { SideFile } from "./repair_side_file.ts";
import { scanLog } from "../verify/verify_scan.ts";

const NEWLINE = Buffer.from("\n");

/**
 * Replaces a log by what its plan makes of it, in memory that does not grow with it, and returns where the original is. What
 * does not stay goes to the files beside it first, and all is on the device before the log is replaced: whatever happens, the
 * log is the old or the new one, and each byte is set aside once. Its lock is the caller's. Throws StorageError; then the log is as it was.
 */
export function rewriteLog(descriptor: number, logPath: string, plan: LogPlan): string {
  const stem = logPath.replace(/\.jsonl$/, "");
  using torn = new SideFile(`${stem}.torn`);
  using bad = new SideFile(`${stem}.bad`);
  let original = "";
  withAsideMark(logPath, [torn.path, bad.path], () => {
    try {
      removeTemporaries(logPath);
      replaceStreamed(logPath, (append) => write(descriptor, plan, { torn, bad }, append), () => {
        torn.sync();
        bad.sync();
        original = keepOriginal(logPath);
      });
    } catch (error) {
      torn.takeBack();
      bad.takeBack();
      throw error;
    }
  });
  syncFolder(dirname(logPath));
  return original;
}

function write(
  descriptor: number,
  { sessionId, scan, start, end }: LogPlan,
  sideFiles: Readonly<Record<"torn" | "bad", SideFile>>,
  append: Append,
): void {
  let seq = 0;
  if (start) append(lineOf(start, ++seq, sessionId));
  scanLog(descriptor, scan.size, sessionId, ({ offset, bytes }, { kept, aside }) => {
    if (aside) sideFiles[aside].take(descriptor, offset, offset + bytes);
    for (const { event, content, seq: place } of kept) {
      seq = place;
      append(event.seq === seq ? content : renumbered(content, event, seq));
      append(NEWLINE);
    }
  });
  if (scan.behindEnd !== undefined) sideFiles.bad.take(descriptor, scan.behindEnd, scan.size);
  for (const event of end) append(lineOf(event, ++seq, sessionId));
}

/** So that the new name survives a power cut too, on file systems that can be asked for it. */
function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // The log has been replaced and is whole; only its name could be the old one again.
  }
}

/** What a repair was writing when it was killed; nobody else writes one while we have the log's lock. */
function removeTemporaries(logPath: string): void {
  const folder = dirname(logPath), prefix = `${basename(logPath)}.`;
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(prefix) && /^\d+\.tmp$/.test(name.slice(prefix.length))) {
      fs.rmSync(join(folder, name), { force: true });
    }
  }
}
