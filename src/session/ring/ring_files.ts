import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { liveStem } from "../lifecycle/live_file.ts";

/** A file beside a log with lines that its recorder has not logged yet: `<id>.<number of its .live file>.<place>.ring`. */
export interface RingFile {
  readonly path: string;
  readonly recorder: number;
  /** Rises with every file that a recorder writes. */
  readonly place: number;
}

/** The first line of a ring file, as JSON: what stands in it, and what went before. */
export interface RingHeader {
  readonly step_name: string;
  /** Lines of the step's attempt that were held back before those of this file, and their bytes with newlines. */
  readonly lines_before: number;
  readonly bytes_before: number;
}

/** The path of one of the files of a recorder. */
export function ringPath(logPath: string, recorder: number, place: number): string {
  return `${liveStem(logPath)}.${recorder}.${place}.ring`;
}

/** The ring files beside a log, in the order in which they were written; none in a folder that cannot be read. */
export function ringFilesOf(logPath: string): RingFile[] {
  const folder = dirname(logPath), prefix = `${basename(liveStem(logPath))}.`;
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name): RingFile[] => {
    if (!name.startsWith(prefix)) return [];
    const [, recorder, place] = /^(\d{1,15})\.(\d{1,15})\.ring$/.exec(name.slice(prefix.length)) ??
      [];
    if (recorder === undefined || place === undefined) return [];
    return [{ path: join(folder, name), recorder: Number(recorder), place: Number(place) }];
  }).sort((a, b) => a.place - b.place);
}
