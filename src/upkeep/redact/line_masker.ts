import type { Redactor } from "../../redaction/redactor.ts";
import { StreamRedactor } from "../../redaction/stream_redactor.ts";
import { redactText } from "../../redaction/text_redactor.ts";
import type { RawLine } from "../../storage/lines/raw_lines.ts";
import { encodeLoggedEvent } from "../../session/writing/encode_event.ts";
import { decodeEvent, isEvent } from "../../session/reading/decoding/decode_event.ts";
import type { SessionLogEvent } from "../../session/event.ts";
import { isClean } from "./raw_screen.ts";
import { redactFields } from "./redact_event.ts";
import type { SplitSecrets } from "./split_secrets.ts";

/** Masks the lines of one file of a session, in their order: of events their texts, and whatever else as it stands. */
export class LineMasker {
  readonly #redactor: Redactor;
  readonly #split: SplitSecrets;
  /** Of each step's streams, as when they were printed: a private key goes over several lines. */
  readonly #streams = new Map<string, StreamRedactor>();
  /** Those in whose lines something goes on. */
  readonly #open = new Set<StreamRedactor>();
  /** Names of steps stand in every line. */
  readonly #texts = new Map<string, string>();

  constructor(redactor: Redactor, split: SplitSecrets) {
    this.#redactor = redactor;
    this.#split = split;
  }

  /** What is to stand in the place of a line, with its newline if it had one; undefined where nothing changes. */
  mask({ offset, content, whole }: RawLine): Buffer | undefined {
    if (!content) return undefined;
    if (!this.#goesOn && !this.#split.has(offset) && isClean(this.#redactor, content)) {
      return undefined;
    }
    const event = eventOf(content);
    if (!event) {
      const masked = this.#maskRaw(Buffer.from(content));
      return masked && (whole ? Buffer.concat([masked, NEWLINE]) : masked);
    }
    const masked = redactFields(
      event,
      (text) => this.#maskText(text),
      (line) => this.#maskLine(streamOf(event), this.#split.masked(offset, line)),
    );
    if (masked === event) return undefined;
    const text = encodeLoggedEvent(masked);
    return Buffer.from(whole ? text : text.slice(0, -1));
  }

  get #goesOn(): boolean {
    return this.#open.size > 0;
  }

  #maskText(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const masked = redactText(this.#redactor, text).text;
    if (text.length < LONG_TEXT && this.#texts.size < MOST_TEXTS) this.#texts.set(text, masked);
    return masked;
  }

  #maskLine(stream: string, line: string): string {
    const masked = this.#push(stream, Buffer.from(line));
    return masked ? masked.toString() : line;
  }

  #maskRaw(line: Buffer): Buffer | undefined {
    return this.#push("", line);
  }

  /** Undefined where nothing changes. */
  #push(stream: string, line: Buffer): Buffer | undefined {
    let redactor = this.#streams.get(stream);
    if (!redactor) this.#streams.set(stream, redactor = new StreamRedactor(this.#redactor));
    const before = redactor.count;
    const masked = Buffer.concat(redactor.push(Buffer.concat([line, NEWLINE])));
    if (redactor.goesOn) this.#open.add(redactor);
    else this.#open.delete(redactor);
    return redactor.count > before ? masked.subarray(0, -1) : undefined;
  }
}

const NEWLINE = Buffer.from("\n");
const LONG_TEXT = 256, MOST_TEXTS = 1000;

/** The event that a line is; undefined for what is damaged. */
export function eventOf(content: Buffer): SessionLogEvent | undefined {
  const event = decodeEvent(content.toString());
  return isEvent(event) ? event : undefined;
}

/** A name for the stream that an event is of, and no other. */
export function streamOf(event: SessionLogEvent): string {
  return event.type === "step_output" ? JSON.stringify([event.step_name, event.stream]) : "";
}
