import { stripVTControlCharacters } from "node:util";

const CONTROL = /[\x1b\x80-\x9f]/;
// What log systems put before a message.
const CLOCKS = [
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d| [A-Z]{3,4}\b)?\]?\s+/,
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s+/,
  /^==\d+==\s?/,
  /^\[\s*\d+(?:\.\d{3,})?\]\s+/,
];

/** What each of them begins with: most lines need no further look. */
const BEFORE_CLOCK = /^[[\d=]/;

/** A recorded line as a reader sees it: without control sequences, and of what a progress bar overwrote the pieces. */
export function visiblePieces(line: string): string[] {
  const plain = CONTROL.test(line) ? stripVTControlCharacters(line) : line;
  // A log of JSON lines has a stack trace in one string.
  const isFolded = plain.startsWith("{") && plain.includes("\\n");
  if (!isFolded && !plain.includes("\r")) return [plain.trimEnd()];
  return plain.split(isFolded ? /\r|\\n/ : "\r").map((piece) => piece.trimEnd())
    .filter((piece) => piece !== "");
}

/** A line's message, and the job that speaks in it, as those who run several at once put it before: `[web] `, `db-1  | `. */
export interface Message {
  readonly text: string;
  /** As it stands before the text; empty where no job is named. */
  readonly speaker: string;
}

const SPEAKER = /^(?:\[([\w@./:-]{1,40})\]|([\w.-]{1,40}) +\|)\s(?=\s*\S)/;
const LEVEL = /^(?:error|err|fatal|critical|warn(?:ing)?|info|debug|trace|notice|\d+|[ewidf])$/i;

/** Takes from a line the clock and the name of the job that stand before its message. */
export function messageOf(line: string): Message {
  let text = line;
  if (BEFORE_CLOCK.test(line)) { for (const clock of CLOCKS) text = text.replace(clock, ""); }
  if (!text.startsWith("[") && !text.includes("|")) return { text, speaker: "" };
  const [prefix = "", bracketed, barred] = SPEAKER.exec(text) ?? [];
  const speaker = bracketed ?? barred ?? "";
  if (speaker === "" || LEVEL.test(speaker)) return { text, speaker: "" };
  return { text: text.slice(prefix.length), speaker: prefix };
}

/** What lines of one kind have in common: without numbers, addresses, quoted names and paths. */
export function template(text: string): string {
  let kind = text.slice(0, 300);
  kind = kind.replace(/0x[0-9a-f]+/gi, "#").replace(/\b[0-9a-f]{7,}\b/gi, "#")
    .replace(QUOTED, "Q");
  // Most lines have no path, which takes long to find out.
  if (kind.includes("/")) kind = kind.replace(/[\w.@+-]*\/[\w.@+/-]*/g, "P");
  return kind.replace(/\d+/g, "#").trim();
}

/** By each sign that opens a quotation. One expression that refers back to it would be interpreted, at ten times the cost. */
const QUOTED = new RegExp(
  Array.from("\"'`‘“", (sign) => `${sign}[^${sign}’”\\n\\r\\u2028\\u2029]{1,80}[${sign}’”]`).join(
    "|",
  ),
  "g",
);
