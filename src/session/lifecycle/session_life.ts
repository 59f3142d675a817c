import { isHeld, liveFilesOf, type Liveness } from "./liveness.ts";
import { sessionState } from "./session_state.ts";

/**
 * Looks again and again whether a session is over. While the process that was found to record it does, that is a look at one
 * lock: listing a folder of thousands of sessions takes milliseconds.
 */
export class SessionLife {
  #holder: string | undefined;
  #liveness: Liveness | undefined;

  constructor(readonly logPath: string) {}

  /** Whether it has ended or is dead. What its recorder wrote last is in the log by then. */
  isOver(): boolean {
    if (this.#holder !== undefined && isHeld(this.#holder)) return false;
    this.#holder = undefined;
    // What is not over by an older look at the locks is not over by a newer one either: a lock can only speak for life.
    const known = this.#liveness;
    if (known !== undefined && known !== "alive" && !this.#isOverBy(known)) return false;
    this.#liveness = this.#look();
    return this.#isOverBy(this.#liveness);
  }

  #look(): Liveness {
    const paths = liveFilesOf(this.logPath);
    this.#holder = paths.find(isHeld);
    if (this.#holder !== undefined) return "alive";
    return paths.length === 0 ? "unknown" : "dead";
  }

  #isOverBy(liveness: Liveness): boolean {
    const state = sessionState(this.logPath, null, liveness);
    return state !== "running" && state !== "idle";
  }
}
