import type { CommandSpec } from "../commands/command.ts";

/** What a command was called with. */
export interface CommandLine {
  readonly options: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
}

/**
 * The words behind a command's name, when they are plain: options by their whole names, each value a word of its own.
 * Undefined for all else, help and mistakes above all: that is for commander, which takes 6 ms to load and to set up, and
 * would understand the same of what is understood here. Throws what an option's `parse` throws.
 */
export function readPlainCommandLine(
  spec: CommandSpec<never>,
  words: readonly string[],
): CommandLine | undefined {
  let line = readWords(spec, words, defaultsOf(spec.options));
  const [first, ...rest] = line?.operands ?? [];
  if (line && spec.leadingOperand && first !== undefined) {
    // The options before the first operand end at it; those behind it end at the next.
    const behind = readWords(spec, rest, line.options);
    line = behind && { ...behind, operands: [first, ...behind.operands] };
  }
  return line && takesSoMany(spec, line.operands.length) ? line : undefined;
}

function readWords(
  { passThrough, options: declared }: CommandSpec<never>,
  words: readonly string[],
  before: CommandLine["options"],
): CommandLine | undefined {
  const options: Record<string, unknown> = { ...before };
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const isEnd = word === "--";
    if (isEnd || (!word.startsWith("-") && passThrough)) {
      operands.push(...words.slice(isEnd ? at + 1 : at));
      break;
    }
    if (!word.startsWith("-")) {
      operands.push(word);
      continue;
    }
    const flag = flagOf(declared, word);
    if (!flag) return undefined;
    if (flag.value === undefined) {
      const value = words[++at];
      if (value === undefined || value.startsWith("-")) return undefined;
      options[flag.key] = flag.parse ? flag.parse(value, options[flag.key]) : value;
    } else options[flag.key] = flag.value;
  }
  return { options, operands };
}

interface Flag {
  readonly key: string;
  /** Of a switch; undefined for an option that takes a value. */
  readonly value: boolean | undefined;
  readonly parse: ((value: string, previous: unknown) => unknown) | undefined;
}

type Options = CommandSpec<never>["options"];

/** The option that a word names, if it can be plain: not one with an optional value. Only those that are named are looked at. */
function flagOf(options: Options, word: string): Flag | undefined {
  for (const { flags, parse } of options) {
    if (!flags.includes(word)) continue;
    const { key, short, long, value, isNegative } = partsOf(flags);
    if (short !== word && long !== word) continue;
    if (value?.startsWith("[")) return undefined;
    return { key, value: value === undefined ? !isNegative : undefined, parse };
  }
  return undefined;
}

/** What options are without being given: nothing can be negative that is not positive otherwise. */
function defaultsOf(options: Options): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  for (const { flags } of options) {
    if (!flags.includes("--no-")) continue;
    const { key, long, isNegative } = partsOf(flags);
    const positive = long.replace("--no-", "--");
    const first = options.find((option) =>
      option.flags === flags ||
      (option.flags.includes(positive) && partsOf(option.flags).key === key)
    );
    if (isNegative && first?.flags === flags) defaults[key] = true;
  }
  return defaults;
}

/** Of "-n, --limit <n>", "--no-pager", "--tty [when]". Without expressions, which take longer to be made than this takes. */
function partsOf(flags: string) {
  const start = flags.indexOf("--"), space = flags.indexOf(" ", start);
  const long = flags.slice(start, space < 0 ? undefined : space);
  const value = space < 0 ? undefined : flags.slice(space + 1);
  const isNegative = long.startsWith("--no-");
  const key = camelCase(long.slice(isNegative ? 5 : 2));
  return { key, short: start > 0 ? flags.slice(0, 2) : undefined, long, value, isNegative };
}

function camelCase(name: string): string {
  let result = "";
  for (const word of name.split("-")) {
    result += result === "" ? word : word.charAt(0).toUpperCase() + word.slice(1);
  }
  return result;
}

function takesSoMany({ operands = [] }: CommandSpec<never>, count: number): boolean {
  const least = operands.filter(([syntax]) => syntax.startsWith("<")).length;
  const isEndless = operands.some(([syntax]) => syntax.includes("..."));
  return count >= least && (isEndless || count <= operands.length);
}
