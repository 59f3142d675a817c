import type { SessionState } from "../../session/mod.ts";
import type { StepStatus } from "../../session/outline/step_outline.ts";
import type { Look } from "../terminal/paint.ts";

/** How a state is shown: one column wide, so that it is told apart without colours too. */
export interface Mark {
  readonly symbol: string;
  readonly look: Look;
}

/** The marks of what a session can be. */
export const SESSION_MARKS: Readonly<Record<SessionState, Mark>> = {
  running: { symbol: "●", look: "blue" },
  idle: { symbol: "○", look: "yellow" },
  completed: { symbol: "✓", look: "green" },
  failed: { symbol: "✗", look: "red" },
  dead: { symbol: "†", look: "magenta" },
};

/** The marks of what a step can be. */
export const STEP_MARKS: Readonly<Record<StepStatus, Mark>> = {
  pending: { symbol: "·", look: "dim" },
  running: SESSION_MARKS.running,
  completed: SESSION_MARKS.completed,
  failed: SESSION_MARKS.failed,
  skipped: { symbol: "-", look: "dim" },
  dead: SESSION_MARKS.dead,
  unfinished: SESSION_MARKS.dead,
  not_run: { symbol: "·", look: "dim" },
};
