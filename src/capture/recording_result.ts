import type { Omitted } from "../session/ring/held_lines.ts";
import type { InsecurePath } from "../storage/private/insecure_paths.ts";
import type { HeldOutput } from "./streams/hand_over.ts";
import type { Outcome } from "./process/outcome.ts";

/** What became of a command and of its recording. */
export interface Recording {
  /** Undefined when `strict` kept the command from being run. */
  readonly outcome: Outcome | undefined;
  /** How often it was run. */
  readonly attempts: number;
  readonly step: string;
  readonly sessionId: string | undefined;
  readonly logPath: string | undefined;
  /** Whether the session is its own, and so has ended with it. */
  readonly ownsSession: boolean;
  readonly durationMs: number;
  /** Whether we were asked to end while it ran. */
  readonly askedToEnd: boolean;
  /** Why it is recorded in another session than the one that was named. */
  readonly detour: string | undefined;
  /** Where others may write to the session that was made for it. */
  readonly insecure: readonly InsecurePath[];
  /** Why the recording is not whole; empty when it is. */
  readonly faults: readonly string[];
  /** What is wrong with the configuration, and so was not heeded; empty where a recorder around us tells it. */
  readonly configFaults: readonly string[];
  /** What the log was not to get larger by; no fault. */
  readonly omitted: Omitted;
  /** Why not all output could be passed on: what the command printed is lost to whoever reads us. */
  readonly echoFaults: readonly string[];
  /** What others went on writing when the command had ended, and was not waited for. */
  readonly heldOutput: HeldOutput | undefined;
  /** Whether the last byte that went to our stderr, and to either stream, was within a line. */
  readonly midLine: { readonly stderr: boolean; readonly either: boolean };
}
