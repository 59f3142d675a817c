import type { OutputEvent } from "./line_matcher.ts";

/** A line of output whose head is as every writer writes it. */
export interface OutputLine {
  readonly seq: number;
  /** Where its text begins. */
  readonly textStart: number;
}

const SEQ = '{"seq":', ZERO = 0x30;
/** What stands in a line of output between its number and its text. */
const HEAD =
  /,"ts":"[^"\\\n]*","zig_session_id":"[^"\\\n]*","type":"step_output","step_name":"[^"\\\n]*","stream":"std(?:out|err)","line":"/y;

/**
 * Knows lines of output by their heads: those of lines that were recorded together differ in their number alone, so that
 * most need not be parsed. The log is given as one character a byte.
 */
export class OutputLines {
  #head = "";
  /** An event with this head; undefined as long as none has been decoded. */
  #decoded: OutputEvent | undefined;

  constructor(readonly log: string) {}

  /** Reads the head of the line that begins at `start`; undefined where it is written in any other way. */
  read(start: number): OutputLine | undefined {
    const { log } = this;
    if (!log.startsWith(SEQ, start)) return undefined;
    const first = start + SEQ.length;
    let comma = first, seq = 0;
    for (let digit; (digit = log.charCodeAt(comma) - ZERO) >= 0 && digit <= 9; comma++) {
      seq = 10 * seq + digit;
    }
    if (!Number.isSafeInteger(seq) || log.charCodeAt(first) === ZERO) return undefined;
    if (this.#head === "" || !log.startsWith(this.#head, comma)) {
      HEAD.lastIndex = comma;
      if (comma === first || !HEAD.test(log)) return undefined;
      this.#head = log.slice(comma, HEAD.lastIndex);
      this.#decoded = undefined;
    }
    return { seq, textStart: comma + this.#head.length };
  }

  /** The event of the line that was read last and has this text; undefined where it has to be decoded. */
  event({ seq }: OutputLine, line: string): OutputEvent | undefined {
    if (!this.#decoded) return undefined;
    const { ts, zig_session_id, type, step_name, stream } = this.#decoded;
    return { seq, ts, zig_session_id, type, step_name, stream, line };
  }

  /** Takes note of what the line that was read last has been decoded to. */
  learn(event: OutputEvent): void {
    this.#decoded = event;
  }
}
