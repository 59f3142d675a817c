import { COMMON_FIELDS, EVENT_FIELDS } from "../../event_schema.ts";

/** The most that zig-core's parser, serde_json, nests. */
const MAX_DEPTH = 127;
/** Of a line of 16 MiB each value may become an object, which takes ten times the memory of its text. */
const MAX_VALUES = 100_000;

const SPACE = 0x20, QUOTE = 0x22, COMMA = 0x2c, BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b, CLOSE_BRACKET = 0x5d, OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;

/**
 * What is wrong with the line of an event beyond what JSON.parse tells: a field that stands twice or an integer that is
 * written as a float, which zig-core refuses, and what would cost too much memory to parse. Takes linear time.
 */
export function structureFault(text: string): string | undefined {
  return scan(text, MAX_VALUES, new Set());
}

/** What is too deep in a text for JSON.parse. Takes linear time. */
export function nestingFault(text: string): string | undefined {
  return mayBeDeep(text) ? scan(text, Infinity, undefined) : undefined;
}

/**
 * Whether a text has so many brackets that it could be too deep: the objects of a list have that in common. Quicker than to
 * look for strings, which may hold brackets too.
 */
function mayBeDeep(text: string): boolean {
  // An object stands in a list, or behind a colon.
  let levels = 1;
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    if ((levels += 2) > MAX_DEPTH) return true;
  }
  for (let at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at + 1)) {
    let before = at - 1;
    while (before >= 0 && text.charCodeAt(before) <= SPACE) before--;
    const isListed = text.charCodeAt(before) === COMMA || text.charCodeAt(before) === OPEN_BRACKET;
    if (!isListed && ++levels > MAX_DEPTH) return true;
  }
  return false;
}

/** `names` is for those of the outermost object; without it they are not looked at. */
function scan(
  text: string,
  maxValues: number,
  names: Set<string> | undefined,
): string | undefined {
  let depth = 0, values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === undefined) return undefined;
        const fault = names && depth === 1 ? fieldFault(text, at, end, names) : undefined;
        if (fault) return fault;
        at = end - 1;
        break;
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > MAX_DEPTH) return "JSON too deep to read";
        if (++values > maxValues) return "JSON of too many values to read";
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case COMMA:
        if (++values > maxValues) return "JSON of too many values to read";
    }
  }
  return undefined;
}

/** Where the string that opens at `open` ends, just behind its closing quote; undefined where it does not. */
export function endOfString(text: string, open: number): number | undefined {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return undefined;
}

let madeFields: ReadonlySet<string> | undefined;

/** The fields that hold integers; made when a number needs them, which is seldom. */
function integerFields(): ReadonlySet<string> {
  return madeFields ??= new Set(
    [COMMON_FIELDS, ...Object.values(EVENT_FIELDS)].flatMap((fields) =>
      Object.entries(fields).flatMap(([name, type]) => /unsigned|i32/.test(type) ? [name] : [])
    ),
  );
}

// JSON.parse takes 1.0 and 1e3 for integers; serde_json does not, and -0 is a float to it.
const COLON_AND_FLOAT = /[ \t\r]*:[ \t\r]*(-?\d+[.eE]|-0)?/y;

function fieldFault(
  text: string,
  start: number,
  end: number,
  names: Set<string>,
): string | undefined {
  COLON_AND_FLOAT.lastIndex = end;
  const behind = COLON_AND_FLOAT.exec(text);
  // It is a value.
  if (!behind) return undefined;
  const name = unescaped(text.slice(start, end));
  if (names.has(name)) return `${JSON.stringify(name.slice(0, 40))} stands twice`;
  names.add(name);
  return behind[1] && integerFields().has(name)
    ? "an integer is written with a fraction or an exponent"
    : undefined;
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    // The parser will say what is wrong with it.
    return quoted;
  }
}
