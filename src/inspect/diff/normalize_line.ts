import { DIGIT_TOKENS, OTHER_TOKENS, type Token, WORD_TOKENS } from "./volatile_tokens.ts";

/** What of a session's surroundings may stand in its lines. */
export interface Surroundings {
  /** The folder that the session ran in. */
  readonly cwd: string | null;
}

/** Of a longer line no more than this many characters is compared. */
export const COMPARED_CHARS = 1 << 14;

/**
 * A function that gives a line the form in which runs of the same work agree: without escape sequences, and with signs for
 * what differs from run to run, such as times, durations, sizes, ids, addresses, temporary paths, the session's own folder
 * and numbers. Versions, error codes, exit codes and counts of failures stay as they are. Takes linear time.
 */
export function lineNormalizer(surroundings: Surroundings): (line: string) => string {
  const asPrinted = linePrinter(surroundings);
  return (line) => normalizeTokens(asPrinted(line));
}

/** The first stage of {@link lineNormalizer}: what a terminal shows of a line, with a sign for the session's own folder. */
export function linePrinter({ cwd }: Surroundings): (line: string) => string {
  const ownFolder = cwd !== null && cwd.length > 1 ? folderPattern(cwd) : undefined;
  return (line) => {
    const text = drawnLast(line.slice(0, COMPARED_CHARS));
    return ownFolder && text.includes("/") ? text.replace(ownFolder, "<cwd>") : text;
  };
}

/** The second stage of {@link lineNormalizer}. Digits that are left are those of tokens that stay as they are. */
export function normalizeTokens(printed: string): string {
  let text = printed;
  if (MAY_BE_VOLATILE.test(text)) text = text.replace(ANY_TOKEN, signOf);
  if (MAY_BE_DRAWN.test(text)) {
    text = text.replace(BAR_IN_BRACKETS, "<bar>").replace(RUN_OF_SIGNS, "<bar>");
  }
  return text.replace(WHITE_SPACE, " ").trim();
}

// Every volatile token but a temporary path holds a digit.
const MAY_BE_VOLATILE = /\d|tmp\/|\/folders\/|\/shm\/|\\Temp\\/;

const TOKENS = [...DIGIT_TOKENS, ...WORD_TOKENS, ...OTHER_TOKENS];

// Grouped by where they begin, which spares most characters of a line most of the attempts.
const ANY_TOKEN = new RegExp(
  String.raw`(?<!\w)(?:(?=\d)(?:${oneOf(DIGIT_TOKENS)})|${oneOf(WORD_TOKENS)})|${
    oneOf(OTHER_TOKENS)
  }`,
  "g",
);

function oneOf(tokens: readonly Token[]): string {
  return tokens.map(([, pattern]) => `(${pattern})`).join("|");
}

function signOf(match: string, ...groups: unknown[]): string {
  const at = groups.findIndex((group) => group !== undefined);
  return TOKENS[at]?.[0] ?? match;
}

const MAY_BE_DRAWN = /[-.=#*_~+>]{4}|\[[-.=#> ]{3}|[\u2500-\u25ff\u2800-\u28ff]/;
const BAR_IN_BRACKETS = /(?<=\[)[-.=#> ]{3,200}(?=\])/g;
// Spinners and bars of blocks, and what is drawn as long as something takes.
const RUN_OF_SIGNS = /[\u2500-\u25ff\u2800-\u28ff]+|([-.=#*_~+>])\1{3,}/g;
const WHITE_SPACE = /\s{2,}|[^\S ]/g;

// ECMA-48's control sequences, and the strings of OSC.
const ESCAPE_SEQUENCE =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]/g;

/** What a terminal shows last of a line that is drawn over and over. */
function drawnLast(line: string): string {
  const text = line.includes("\x1b") ? line.replace(ESCAPE_SEQUENCE, "") : line;
  if (!text.includes("\r")) return text;
  return text.split("\r").findLast((part) => part.trim() !== "") ?? "";
}

/** The folder itself and what is in it, but no other whose name only begins alike. */
function folderPattern(folder: string): RegExp {
  return new RegExp(`(?<![\\w.-])${RegExp.escape(folder)}(?![\\w-])`, "g");
}
