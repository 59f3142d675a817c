import { type OutputHead, readHead } from "../../session/reading/output_heads.ts";
import type { OutputEvent } from "./matching/line_matcher.ts";

/** A line of output whose head is as every writer writes it. */
export interface OutputLine {
  readonly seq: number;
  /** Where its text begins. */
  readonly textStart: number;
  readonly head: OutputHead;
}

const SEQ = Buffer.from('{"seq":'), ZERO = 0x30, NINE = 0x39;

/**
 * Knows lines of output by their heads: those of lines that were recorded together differ in their number alone, so that
 * most need not be parsed.
 */
export class OutputLines {
  private readonly view: DataView;
  private head: OutputHead | undefined;

  constructor(private readonly bytes: Buffer) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Reads the head of the line that begins at `start`; undefined where it is written in any other way. */
  read(start: number): OutputLine | undefined {
    const { bytes } = this;
    for (let index = 0; index < SEQ.length; index++) {
      if (bytes[start + index] !== SEQ[index]) return undefined;
    }
    const first = start + SEQ.length;
    let comma = first, seq = 0;
    for (let digit; (digit = bytes[comma] ?? 0) >= ZERO && digit <= NINE; comma++) {
      seq = 10 * seq + digit - ZERO;
    }
    if (!Number.isSafeInteger(seq) || comma === first || bytes[first] === ZERO) return undefined;
    const head = this.headAt(comma);
    return head && { seq, textStart: comma + head.length, head };
  }

  private headAt(start: number): OutputHead | undefined {
    const { head, bytes } = this;
    if (head && start + head.length <= bytes.length && head.isAt(this.view, start)) return head;
    const other = readHead(bytes, start, bytes.length);
    if (other) this.head = other;
    return other;
  }
}

/** The event of a line with this text. */
export function outputOf({ seq, head }: OutputLine, line: string): OutputEvent {
  const { ts, zig_session_id, type, step_name, stream } = head.event;
  return { seq, ts, zig_session_id, type, step_name, stream, line };
}
