import { createScanner, type Node, type ParseError, parseTree } from "jsonc-parser";

/** A value, with its place in the text. A member of an object is a node "property" with its key and its value as children. */
export type JsonNode = Node;

/** What a text holds, as far as it can be understood. */
export interface ParsedJsonc {
  /** Undefined for nothing but comments. */
  readonly root: JsonNode | undefined;
  /** The first thing that is no JSON with comments; what comes behind it may be a consequence. */
  readonly fault: { readonly offset: number; readonly text: string } | undefined;
}

/** Reads JSON with comments and trailing commas, also where it is not whole. Nesting is limited, because the parser recurses. */
export function parseJsonc(text: string): ParsedJsonc {
  const tooDeep = placeTooDeep(text);
  if (tooDeep !== undefined) {
    const fault = { offset: tooDeep, text: `nothing nests deeper than ${MAX_DEPTH} here` };
    return { root: undefined, fault };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  return { root, fault: first && describe(text, first) };
}

const MAX_DEPTH = 16;
// SyntaxKind of jsonc-parser, which exports it as a type alone.
const OPEN_BRACE = 1, CLOSE_BRACE = 2, OPEN_BRACKET = 3, CLOSE_BRACKET = 4, END = 17;

function placeTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (kind === OPEN_BRACE || kind === OPEN_BRACKET) depth++;
    else if (kind === CLOSE_BRACE || kind === CLOSE_BRACKET) depth--;
    if (depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return undefined;
}

// By ParseErrorCode of jsonc-parser.
const EXPECTED: Readonly<Record<number, string>> = {
  3: "a key in double quotes",
  4: "a value",
  5: '":"',
  6: '","',
  7: '"}"',
  8: '"]"',
  9: "the end of the file",
};
const FAULTS: Readonly<Record<number, string>> = {
  11: "the comment has no end",
  12: "the text has no closing quote in its line",
  14: '"\\u" needs four hexadecimal digits behind it',
  16: 'a control character stands in the text: write it as an escape such as "\\t"',
};
const INVALID_SYMBOL = 1, INVALID_ESCAPE = 15;
const MOST_SHOWN = 40;

function describe(text: string, { error, offset, length }: ParseError) {
  const token = text.slice(offset, offset + Math.min(length, MOST_SHOWN));
  if (error === INVALID_ESCAPE) return describeEscape(text, offset);
  const shown = token === "" ? "the end of the file" : quote(token);
  const expected = EXPECTED[error];
  if (expected) return { offset, text: `${expected} is missing before ${shown}` };
  const unknown = error === INVALID_SYMBOL
    ? `${shown} is not JSON: text stands in double quotes`
    : `${shown} is no number`;
  return { offset, text: FAULTS[error] ?? unknown };
}

/** In a regular expression, as a rule. */
function describeEscape(text: string, start: number) {
  const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|(\\.)/gu;
  escape.lastIndex = start;
  for (let found = escape.exec(text); found; found = escape.exec(text)) {
    const [, unknown] = found;
    if (unknown === undefined) continue;
    const advice = `for a backslash write two, as in "\\${unknown}"`;
    return { offset: found.index, text: `"${unknown}" is no escape of JSON: ${advice}` };
  }
  return { offset: start, text: "the text has an escape that JSON does not know" };
}

function quote(token: string): string {
  return token.startsWith('"') ? token : `"${token}"`;
}
