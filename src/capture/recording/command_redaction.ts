import process from "node:process";
import { soundRecordingConfig } from "../../config/load_recording_config.ts";
import { PatternRunner, type SafePattern } from "../../redaction/patterns/pattern_runner.ts";
import { Redactor } from "../../redaction/redactor.ts";
import { secretsOfEnvironment } from "../../redaction/values/secret_values.ts";
import { StreamRedactor } from "../../redaction/stream_redactor.ts";
import { redactText } from "../../redaction/text_redactor.ts";
import { exactEnvironment } from "../process/exact_environment.ts";

/** What of a command is masked; undefined for nothing at all. */
export interface RedactionSettings {
  readonly patterns: readonly SafePattern[];
  /** Secrets beside those of the environment. */
  readonly values: readonly string[];
  /** Also in what is passed on. */
  readonly output: boolean;
}

/** Turns masking off, for a command that writes texts of its own. */
export const NO_REDACT_OPTION = {
  flags: "--no-redact",
  summary: "write everything as it is, secrets included",
} as const;

/**
 * What masks in a text what environment and configuration say is secret; with `redact` false, as it is after --no-redact,
 * nothing. Throws UsageError for a fault in the configuration.
 */
export async function textMask(redact = true): Promise<(text: string) => string> {
  const settings = redact ? (await soundRecordingConfig()).redaction : undefined;
  const redaction = new CommandRedaction(settings, () => {});
  return (text) => redaction.text(text);
}

/** Masks the secrets of one command, in what is recorded of it and, when that is asked for, in what is passed on. */
export class CommandRedaction {
  readonly #settings: RedactionSettings | undefined;
  readonly #redactor: Redactor | undefined;
  readonly #masksOutput: boolean;
  readonly #streams: StreamRedactor[] = [];
  #count = 0;

  /** `onFault` hears of a pattern that was too slow to go on with. */
  constructor(settings: RedactionSettings | undefined, onFault: (reason: string) => void) {
    this.#settings = settings;
    this.#masksOutput = settings?.output ?? false;
    if (!settings) return;
    this.#redactor = new Redactor({
      values: [...secretsOfEnvironment(exactEnvironment()), ...settings.values],
      patterns: settings.patterns.map((pattern) => new PatternRunner(pattern, onFault)),
    });
  }

  /** How many masks are in what is recorded. */
  get count(): number {
    return this.#streams.reduce((sum, { count }) => sum + count, this.#count);
  }

  /** A text that is about to be recorded. */
  text(text: string): string {
    if (!this.#redactor?.mayBeIn(text)) return text;
    const masked = redactText(this.#redactor, text);
    this.#count += masked.count;
    return masked.text;
  }

  /** For a stream that is recorded. */
  recordedStream(): StreamRedactor | undefined {
    if (!this.#redactor) return undefined;
    const stream = new StreamRedactor(this.#redactor);
    this.#streams.push(stream);
    return stream;
  }

  /** What masks in another process as {@link passedStream} does here by now; undefined for nothing. */
  get passedSettings(): RedactionSettings | undefined {
    if (!this.#settings || !this.#redactor || !this.#masksOutput) return undefined;
    return { ...this.#settings, values: this.#redactor.values };
  }

  /** For a stream that is passed on. GitHub's runner must see what it is asked to mask. */
  passedStream(): StreamRedactor | undefined {
    if (!this.#redactor || !this.#masksOutput) return undefined;
    const keepsAddedMasks = process.env["GITHUB_ACTIONS"] === "true";
    return new StreamRedactor(this.#redactor, {
      keepsAddedMasks,
      contextBytes: ECHO_CONTEXT_BYTES,
    });
  }
}

// It is looked through again with each chunk of an unfinished line.
const ECHO_CONTEXT_BYTES = 8 << 10;
