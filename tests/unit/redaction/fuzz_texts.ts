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
const ENDS = ["\n", " ", "\r\n", "\r", "\n\n"];

const ENCODINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => secret,
  encodeURIComponent,
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  (secret) => secret.replaceAll("'", `'\\''`),
  (secret) => Buffer.from(secret).toString("base64"),
  (secret) => Buffer.from(secret).toString("base64url"),
  (secret) => Buffer.from(secret).toString("hex"),
  (secret) => [...secret].join("\x1b[1m"),
];

/** Gives a whole number from 0 on, below the one that is given; always the same ones (mulberry32). */
export type Draw = (below: number) => number;

/** The numbers of a seed. */
export function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below);
  };
}

/** A secret of 10 to 130 characters. */
export function drawSecret(draw: Draw): string {
  const alphabet = [...SIGNS, ...(draw(2) === 0 ? ODD : "")];
  const length = 8 + draw(draw(4) === 0 ? 120 : 30);
  const middle = Array.from({ length }, () => alphabet[draw(alphabet.length)]).join("");
  // Neither its ends nor its neighbours are to be taken for one another.
  return `Q${middle}Z`;
}

/** One of the forms in which programs print a secret. */
export function drawForm(draw: Draw, secret: string): string {
  return ENCODINGS[draw(ENCODINGS.length)]?.(secret) ?? "";
}

/** A text with secrets in it, what is to become of it, and the forms of the secrets. */
export interface FuzzText {
  readonly text: string;
  readonly expected: string;
  readonly forms: readonly string[];
}

/** A text of up to 11 words and as many of the secrets, with ends of lines of all kinds between them. */
export function drawText(draw: Draw, secrets: readonly string[]): FuzzText {
  let text = "", expected = "";
  const forms: string[] = [];
  for (let count = draw(12); count > 0; count--) {
    const word = WORDS[draw(WORDS.length)] ?? "", end = ENDS[draw(ENDS.length)] ?? "";
    const form = drawForm(draw, secrets[draw(secrets.length)] ?? "");
    forms.push(form);
    text += `${word} ${form}${end}`;
    expected += `${word} ***${end}`;
  }
  return { text, expected, forms };
}

/** The lengths of the pieces in which a text comes: often single bytes. */
export function* drawPieces(draw: Draw, length: number): Generator<number> {
  for (let at = 0; at < length;) {
    const longest = [1, 3, 40, 1000][draw(4)] ?? 1;
    const piece = Math.min(length - at, 1 + draw(longest));
    yield piece;
    at += piece;
  }
}
