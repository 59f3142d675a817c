import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "../../../src/redaction/redactor.ts";
import { StreamRedactor } from "../../../src/redaction/stream_redactor.ts";
import { report, rounds } from "../../e2e/support/campaign.ts";
import {
  type Draw,
  drawFrom,
  drawPieces,
  drawSecret,
  drawText,
  type FuzzText,
} from "./fuzz_texts.ts";

const RUNS = rounds(10_000);

test(`StreamRedactor: ${RUNS} runs of secrets in any form and any cut, on two streams: none comes out, all else does`, () => {
  let masks = 0, bytes = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const draw = drawFrom(seed);
    const secrets = Array.from({ length: 1 + draw(4) }, () => drawSecret(draw));
    const redactor = new Redactor({ values: secrets });
    const streams = [1, 2].map(() => new Stream(redactor, draw, drawText(draw, secrets)));
    for (;;) {
      const waiting = streams.filter(({ isDone }) => !isDone);
      if (waiting.length === 0) break;
      waiting[draw(waiting.length)]?.step();
    }
    for (const { out, fuzz: { expected, forms } } of streams) {
      assert.equal(
        out.toString("latin1"),
        Buffer.from(expected).toString("latin1"),
        `seed ${seed}`,
      );
      for (const form of forms) assert.ok(!out.includes(form), `seed ${seed}: ${form}`);
      masks += forms.length;
      bytes += out.length;
    }
  }
  report(`${RUNS} runs: 0 of ${masks} secrets in ${bytes} bytes`);
});

/** One stream: a text that comes in pieces of any length, with pauses. */
class Stream {
  readonly #redactor: StreamRedactor;
  readonly #draw: Draw;
  readonly #text: Buffer;
  readonly #pieces: Iterator<number>;
  #at = 0;
  out = Buffer.alloc(0);
  isDone = false;

  constructor(redactor: Redactor, draw: Draw, readonly fuzz: FuzzText) {
    this.#redactor = new StreamRedactor(redactor);
    this.#draw = draw;
    this.#text = Buffer.from(fuzz.text);
    this.#pieces = drawPieces(draw, this.#text.length);
  }

  step(): void {
    const { value, done } = this.#pieces.next();
    if (!done) {
      this.#take(this.#redactor.push(this.#text.subarray(this.#at, this.#at += value)));
      if (this.#draw(3) === 0) this.#take(this.#redactor.settle());
      return;
    }
    this.#take(this.#redactor.flush());
    this.isDone = true;
  }

  #take(parts: readonly Uint8Array[]): void {
    this.out = Buffer.concat([this.out, ...parts]);
  }
}
