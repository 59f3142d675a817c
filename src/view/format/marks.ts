import type { SessionState } from "../../session/mod.ts";
import type { StepStatus } from "../../session/outline/step_outline.ts";
import type { Look } from "../terminal/paint.ts";

/** How a state is shown: one column wide, so that it is told apart without colours too. */
export interface Mark {
  readonly symbol: string;
  /** The state in words for people; JSON and zig-core say "dead" where they read "crashed". */
  readonly label: string;
  readonly look: Look;
}

/** The marks of what a session can be. */
export const SESSION_MARKS: Readonly<Record<SessionState, Mark>> = {
  running: { symbol: "●", label: "running", look: "blue" },
  idle: { symbol: "○", label: "idle", look: "yellow" },
  completed: { symbol: "✓", label: "completed", look: "green" },
  failed: { symbol: "✗", label: "failed", look: "red" },
  dead: { symbol: "†", label: "crashed", look: "magenta" },
};

/** The marks of what a step can be. */
export const STEP_MARKS: Readonly<Record<StepStatus, Mark>> = {
  pending: { symbol: "·", label: "pending", look: "dim" },
  running: SESSION_MARKS.running,
  completed: SESSION_MARKS.completed,
  failed: SESSION_MARKS.failed,
  skipped: { symbol: "-", label: "skipped", look: "dim" },
  dead: SESSION_MARKS.dead,
  unfinished: SESSION_MARKS.dead,
  not_run: { symbol: "·", label: "not run", look: "dim" },
};
