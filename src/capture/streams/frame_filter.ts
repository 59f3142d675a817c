import { type FrameMarkers, frameMarkers } from "./frames.ts";

/** Output in the order in which it came: all that is to be passed on, and the part of it that is to be recorded. */
export interface FilteredOutput {
  readonly echo: readonly Uint8Array[];
  readonly own: readonly Uint8Array[];
}

// A frame is 4 KiB, which a terminal's `\n` → `\r\n` can double at most.
const FRAME_LIMIT_BYTES = 16 << 10;
const ESCAPE = 0x1b;

/**
 * Takes the frames of nested steps out of a command's output: their markers are dropped, what is in them is passed on and
 * not recorded. A frame without an end (its writer was killed) turns out to be the command's own output, so that
 * nothing is ever lost; at worst the rest of a broken frame is recorded twice.
 */
export class FrameFilter {
  readonly #markers: FrameMarkers;
  /** The first bytes of what may become a marker. */
  #held: Uint8Array = new Uint8Array();
  /** What came since the begin of a frame, kept until its end shows that it need not be recorded. */
  #frame: Uint8Array[] | undefined;
  #frameBytes = 0;

  constructor(nonce: string) {
    this.#markers = frameMarkers(nonce);
  }

  /** Takes a chunk, which must not change any more. Without a frame in it, it is handed on as it is. */
  push(chunk: Uint8Array): FilteredOutput {
    const joined = this.#held.length > 0;
    const bytes = joined ? Buffer.concat([this.#held, chunk]) : asBuffer(chunk);
    const { begin, end, common } = this.#markers;
    const output = { echo: [], own: [] };
    let start = 0;
    for (let at = bytes.indexOf(common); at >= 0;) {
      const marker = [begin, end].find((one) => one.equals(bytes.subarray(at, at + one.length)));
      if (marker) {
        this.#give(bytes.subarray(start, at), output);
        if (marker === begin) this.#beginFrame(output);
        else this.#frame = undefined;
        start = at + marker.length;
      }
      at = bytes.indexOf(common, marker ? start : at + 1);
    }
    const cut = this.#cutMarker(bytes, start);
    this.#held = bytes.subarray(cut);
    const untouched = !joined && cut - start === chunk.length;
    this.#give(untouched ? chunk : bytes.subarray(start, cut), output);
    return output;
  }

  /** Whether there is something that {@link flush} would give. */
  get holds(): boolean {
    return this.#held.length > 0 || this.#frame !== undefined;
  }

  /** Stops waiting: what was held back comes out, and a frame without an end was none. */
  flush(): FilteredOutput {
    const output = { echo: [], own: [] };
    this.#give(this.#held, output);
    this.#held = new Uint8Array();
    this.#breakFrame(output);
    return output;
  }

  #give(piece: Uint8Array, output: Output): void {
    if (piece.length === 0) return;
    output.echo.push(piece);
    if (!this.#frame) {
      output.own.push(piece);
      return;
    }
    this.#frame.push(piece);
    this.#frameBytes += piece.length;
    if (this.#frameBytes > FRAME_LIMIT_BYTES) this.#breakFrame(output);
  }

  #beginFrame(output: Output): void {
    this.#breakFrame(output);
    this.#frame = [];
    this.#frameBytes = 0;
  }

  #breakFrame({ own }: Output): void {
    for (const piece of this.#frame ?? []) own.push(piece);
    this.#frame = undefined;
  }

  /** Where a marker begins that the end of `bytes` cuts in two, or the end. */
  #cutMarker(bytes: Buffer, start: number): number {
    const { begin, end } = this.#markers;
    const from = Math.max(start, bytes.length - end.length + 1);
    for (let at = from; (at = bytes.indexOf(ESCAPE, at)) >= 0; at++) {
      const rest = bytes.subarray(at);
      if ([begin, end].some((marker) => rest.equals(marker.subarray(0, rest.length)))) return at;
    }
    return bytes.length;
  }
}

interface Output {
  readonly echo: Uint8Array[];
  readonly own: Uint8Array[];
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
