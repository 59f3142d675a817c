import fs from "node:fs";
import { tryLock } from "../../../src/runtime/descriptors/file_lock.ts";
import { timestamp } from "../../../src/session/writing/timestamp.ts";
import { DamagedPlace, logOf } from "./damaged_place.ts";
import { eventLine } from "./event_lines.ts";

/** An event without what the log gives it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The first event of a session to which separate processes add steps. */
export const OPEN_START: Fields = {
  type: "zig_session_started",
  workflow_name: "release",
  workflow_path: "/home/ada/src/shop",
  workspace_path: null,
  cwd: null,
  prompt: null,
  tier_count: 0,
  open: true,
};

/** The start of a step; a recorder is the number of its process. */
export function started(step_name: string, recorder?: number): Fields {
  const zag = { zag_session_id: `zig-release-${step_name}`, zag_command: "exec", model: null };
  const extra = recorder === undefined ? {} : { recorder };
  return {
    type: "step_started",
    step_name,
    tier_index: 0,
    ...zag,
    prompt_preview: "make",
    ...extra,
  };
}

/** A failure of a step, its first unless told otherwise. */
export function failed(step_name: string, recorder?: number, more: Fields = {}): Fields {
  const extra = recorder === undefined ? more : { recorder, ...more };
  return { type: "step_failed", step_name, exit_code: 1, attempt: 1, error: "exit 1", ...extra };
}

/** The success of a step. */
export function completed(step_name: string, recorder?: number): Fields {
  const extra = recorder === undefined ? {} : { recorder };
  return {
    type: "step_completed",
    step_name,
    exit_code: 0,
    duration_ms: 1,
    saved_vars: [],
    ...extra,
  };
}

/** Events as the lines of a log, a millisecond apart, of which the last was written `ageMs` ago. */
export function linesOf(events: readonly Fields[], ageMs = 60_000): string[] {
  const startMs = Date.now() - ageMs - events.length + 1;
  return events.map((fields, index) =>
    eventLine({ ...fields, seq: index + 1, ts: timestamp(startMs + index) })
  );
}

/** A home with one open session, begun a minute ago, which no process records unless one is {@link hold held}. */
export class OpenPlace extends DamagedPlace {
  readonly #locks: number[] = [];

  constructor(events: readonly Fields[], ageMs?: number) {
    super(logOf(...linesOf([OPEN_START, ...events], ageMs)), null);
  }

  /** Leaves the lock file of a process with this number, as one does that is killed. */
  leave(recorder: number): string {
    const path = this.log.replace(/jsonl$/, `${recorder}.live`);
    fs.writeFileSync(path, "");
    return path;
  }

  /** Holds the lock of a process with this number until the place goes. */
  hold(recorder: number): void {
    const descriptor = fs.openSync(this.leave(recorder), "a+");
    if (!tryLock(descriptor, "exclusive")) throw new Error("somebody has it");
    this.#locks.push(descriptor);
  }

  override [Symbol.dispose](): void {
    for (const descriptor of this.#locks) fs.closeSync(descriptor);
    super[Symbol.dispose]();
  }
}
