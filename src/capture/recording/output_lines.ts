import type { StreamRedactor } from "../../redaction/stream_redactor.ts";
import type { OutputStream } from "../../session/event.ts";
import type { CommandRedaction } from "./command_redaction.ts";
import { LineSplitter } from "./line_splitter.ts";

/** How output becomes lines, and who gets them. */
export interface OutputLinesOptions {
  readonly maxLineBytes: number;
  readonly redaction: CommandRedaction;
  /** Whole lines of UTF-8, masked, each with its `\n`, in a few blocks. */
  readonly onLines: (stream: OutputStream, blocks: readonly Uint8Array[]) => void;
}

const STREAMS: readonly OutputStream[] = ["stdout", "stderr"];
const PARTIAL_LINE_MS = 1000;
/** From here on, a piece is not copied to be joined with those before it. */
const LARGE_BYTES = 16 << 10;

/** What a command writes, on its way to the log: chunk → masked → whole lines. */
export class OutputLines {
  readonly #options: OutputLinesOptions;
  readonly #splitters: Readonly<Record<OutputStream, LineSplitter>>;
  /** What comes before the splitters; undefined where nothing is masked. */
  readonly #maskings: Partial<Record<OutputStream, StreamRedactor | undefined>> = {};
  #lastOutputMs = 0;
  #partialTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutputLinesOptions) {
    this.#options = options;
    const { maxLineBytes } = options;
    this.#splitters = {
      stdout: new LineSplitter(maxLineBytes),
      stderr: new LineSplitter(maxLineBytes),
    };
    this.#beginMasking();
  }

  add(stream: OutputStream, chunk: Uint8Array): void {
    this.#lastOutputMs = performance.now();
    const masking = this.#maskings[stream];
    this.#split(stream, masking?.push(chunk) ?? [chunk]);
    if (this.#splitters[stream].hasRest || masking?.hasRest) {
      this.#partialTimer ??= this.#watchPartial(PARTIAL_LINE_MS);
    }
  }

  /** Gives the rest. What comes then is another attempt's, which goes on with no line of this one. */
  end(): void {
    clearTimeout(this.#partialTimer);
    this.#partialTimer = undefined;
    for (const stream of STREAMS) {
      this.#split(stream, this.#maskings[stream]?.flush() ?? []);
      this.#give(stream, this.#splitters[stream].end());
    }
    this.#beginMasking();
  }

  #beginMasking(): void {
    const { redaction } = this.#options;
    for (const stream of STREAMS) this.#maskings[stream] = redaction.recordedStream();
  }

  #split(stream: OutputStream, pieces: readonly Uint8Array[]): void {
    const splitter = this.#splitters[stream];
    this.#give(stream, ...joined(pieces).map((bytes) => splitter.push(bytes)));
  }

  /** All at once, for one append. */
  #give(stream: OutputStream, ...lines: readonly (Uint8Array | undefined)[]): void {
    const blocks = lines.filter((block) => block !== undefined);
    if (blocks.length > 0) this.#options.onLines(stream, blocks);
  }

  /** Hands over unfinished lines, such as a prompt, once the command has been silent for a second. */
  #watchPartial(delayMs: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      const silentMs = performance.now() - this.#lastOutputMs;
      this.#partialTimer = undefined;
      if (silentMs < PARTIAL_LINE_MS) {
        this.#partialTimer = this.#watchPartial(PARTIAL_LINE_MS - silentMs);
        return;
      }
      for (const stream of STREAMS) {
        // What may be the beginning of a secret, too: nothing says that the command will ever go on.
        this.#split(stream, this.#maskings[stream]?.flush() ?? []);
        this.#give(stream, this.#splitters[stream].takePartial());
      }
    }, delayMs);
  }
}

/** The same bytes in fewer pieces: what stands beside a mask is no line. */
function joined(pieces: readonly Uint8Array[]): Uint8Array[] {
  const runs: Uint8Array[][] = [];
  let small: Uint8Array[] | undefined;
  for (const piece of pieces) {
    if (piece.length >= LARGE_BYTES) {
      runs.push([piece]);
      small = undefined;
    } else if (small) small.push(piece);
    else runs.push(small = [piece]);
  }
  return runs.map((run) => run.length === 1 && run[0] ? run[0] : Buffer.concat(run));
}
