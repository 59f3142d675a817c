import type { CommandSpec } from "./commands/command.ts";

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
  const flags = flagsOf(spec);
  let line = readWords(flags.byWord, spec, words, flags.defaults);
  const [first, ...rest] = line?.operands ?? [];
  if (line && spec.leadingOperand && first !== undefined) {
    // The options before the first operand end at it; those behind it end at the next.
    const behind = readWords(flags.byWord, spec, rest, line.options);
    line = behind && { ...behind, operands: [first, ...behind.operands] };
  }
  return line && takesSoMany(spec, line.operands.length) ? line : undefined;
}

function readWords(
  flags: ReadonlyMap<string, Flag>,
  { passThrough }: CommandSpec<never>,
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
    const flag = flags.get(word);
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

/** The options that can be plain: those with an optional value are not. */
function flagsOf({ options }: CommandSpec<never>) {
  const byWord = new Map<string, Flag>(), defaults: Record<string, unknown> = {};
  const declared = new Set<string>();
  for (const { flags, parse } of options) {
    const [, short, long = "", value] = FLAGS.exec(flags) ?? [];
    const isNegative = long.startsWith("--no-");
    const key = camelCase(long.slice(isNegative ? 5 : 2));
    // Nothing can be negative that is not positive otherwise.
    if (isNegative && !declared.has(key)) defaults[key] = true;
    declared.add(key);
    if (long === "" || value?.startsWith("[")) continue;
    const flag = { key, value: value === undefined ? !isNegative : undefined, parse };
    for (const word of [short, long]) if (word !== undefined) byWord.set(word, flag);
  }
  return { byWord, defaults };
}

// "-n, --limit <n>", "--no-pager", "--tty [when]".
const FLAGS = /^(?:(-\w), )?(--[\w-]+)(?: ([<[].+))?$/;

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function takesSoMany({ operands = [] }: CommandSpec<never>, count: number): boolean {
  const least = operands.filter(([syntax]) => syntax.startsWith("<")).length;
  const isEndless = operands.some(([syntax]) => syntax.includes("..."));
  return count >= least && (isEndless || count <= operands.length);
}
