import type { StreamRedactor } from "../../redaction/stream_redactor.ts";

/**
 * Masks the secrets in what is passed on: what may be the beginning of one is held back, but never longer than `holdMs`. Of
 * a known secret that comes more slowly, at most 5 bytes are passed on.
 */
export class MaskedEcho {
  readonly #stream: StreamRedactor;
  readonly #pass: (chunk: Uint8Array) => void;
  readonly #holdMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(stream: StreamRedactor, pass: (chunk: Uint8Array) => void, holdMs: number) {
    this.#stream = stream;
    this.#pass = pass;
    this.#holdMs = holdMs;
  }

  push(chunk: Uint8Array): void {
    for (const part of this.#stream.push(chunk)) this.#pass(part);
    for (const part of this.#stream.settle()) this.#pass(part);
    if (this.#stream.hasRest) this.#timer ??= setTimeout(() => this.flush(), this.#holdMs);
  }

  /** Passes on all that is held back. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const part of this.#stream.flush()) this.#pass(part);
  }
}
