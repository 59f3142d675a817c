import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "../../../src/redaction/redactor.ts";
import { StreamRedactor } from "../../../src/redaction/stream_redactor.ts";
import { report, rounds } from "../../e2e/support/campaign.ts";

const RUNS = rounds(10_000);
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  ODD = `+/=_-.:"'\\ &%$é漢€`;
const WORDS = [
  "ok",
  "GET",
  "https://host/a:b",
  "e",
  "gh",
  "sk-",
  "key=1",
  "::",
  "eyJ",
  "\x1b[31m",
  "***",
  "日本",
  "\0",
  "-",
];

const ENCODINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => secret,
  encodeURIComponent,
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => secret.replaceAll("'", `'\\''`),
  (secret) => Buffer.from(secret).toString("base64"),
  (secret) => Buffer.from(secret).toString("base64url"),
  (secret) => Buffer.from(secret).toString("hex"),
];

test(`StreamRedactor: ${RUNS} runs of secrets in any form and any cut, on two streams: none comes out, all else does`, () => {
  let masks = 0, bytes = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const draw = generator(seed);
    const secrets = Array.from({ length: 1 + draw(4) }, () => secretOf(draw));
    const redactor = new Redactor({ values: secrets });
    const streams = [1, 2].map(() => new Stream(redactor, draw, secrets));
    for (;;) {
      const waiting = streams.filter(({ isDone }) => !isDone);
      if (waiting.length === 0) break;
      waiting[draw(waiting.length)]?.step();
    }
    for (const { out, expected, written } of streams) {
      assert.equal(
        out.toString("latin1"),
        Buffer.from(expected).toString("latin1"),
        `seed ${seed}`,
      );
      for (const form of written) assert.ok(!out.includes(form), `seed ${seed}: ${form}`);
      masks += written.length;
      bytes += out.length;
    }
  }
  report(`${RUNS} runs: 0 of ${masks} secrets in ${bytes} bytes`);
});

/** One stream: a text with secrets in it, which comes in pieces of any length, with pauses. */
class Stream {
  readonly #redactor: StreamRedactor;
  readonly #draw: (below: number) => number;
  readonly #text: Buffer;
  #at = 0;
  readonly expected: string;
  readonly written: string[] = [];
  out = Buffer.alloc(0);
  isDone = false;

  constructor(redactor: Redactor, draw: (below: number) => number, secrets: readonly string[]) {
    this.#redactor = new StreamRedactor(redactor);
    this.#draw = draw;
    let text = "", expected = "";
    for (let count = draw(12); count > 0; count--) {
      const word = WORDS[draw(WORDS.length)] ?? "",
        end = ["\n", " ", "\r\n", "\r", "\n\n"][draw(5)];
      const form = ENCODINGS[draw(ENCODINGS.length)]?.(secrets[draw(secrets.length)] ?? "") ?? "";
      this.written.push(form);
      text += `${word} ${form}${end}`;
      expected += `${word} ***${end}`;
    }
    this.#text = Buffer.from(text);
    this.expected = expected;
  }

  step(): void {
    const longest = [1, 3, 40, 1000][this.#draw(4)] ?? 1;
    const chunk = this.#text.subarray(this.#at, this.#at += 1 + this.#draw(longest));
    this.#take(this.#redactor.push(chunk));
    if (this.#draw(3) === 0) this.#take(this.#redactor.settle());
    if (this.#at < this.#text.length) return;
    this.#take(this.#redactor.flush());
    this.isDone = true;
  }

  #take(parts: readonly Uint8Array[]): void {
    this.out = Buffer.concat([this.out, ...parts]);
  }
}

function secretOf(draw: (below: number) => number): string {
  const alphabet = [...SIGNS, ...(draw(2) === 0 ? ODD : "")];
  const length = 8 + draw(draw(4) === 0 ? 120 : 30);
  const middle = Array.from({ length }, () => alphabet[draw(alphabet.length)]).join("");
  // Neither its ends nor its neighbours are to be taken for one another.
  return `Q${middle}Z`;
}

/** Numbers that are always the same (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below);
  };
}
