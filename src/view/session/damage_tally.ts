import type { DamagedLine } from "../../session/mod.ts";
import { damageText } from "./damage_text.ts";
import { writeError } from "../terminal/io.ts";

/** Counts what is damaged in a log while it is read, to say so in one line at the end. */
export class DamageTally {
  #lines = 0;
  #firstOffset: number | null = null;

  readonly add = ({ offset }: DamagedLine): void => {
    this.#lines++;
    this.#firstOffset ??= offset;
  };

  /** Says on stderr what was found; nothing when all was whole. */
  report(): void {
    if (this.#lines === 0) return;
    const text = damageText({ lines: this.#lines, first_offset: this.#firstOffset });
    writeError(`zig-session: ${text}\n`);
  }
}
