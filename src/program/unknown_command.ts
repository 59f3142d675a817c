import { quoteCommandLine } from "../capture/process/command_line.ts";
import { CommandError, resolveCommand } from "../capture/process/resolve_command.ts";
import { nearestWord } from "../config/nearest_word.ts";
import { COMMANDS } from "./command_table.ts";

/** What people type who mean a command of ours, and what that is. */
const MEANT: Readonly<Record<string, string>> = {
  begin: "start",
  cat: "show --output",
  check: "verify",
  clean: "gc",
  cleanup: "gc",
  compare: "diff",
  display: "show",
  exec: "record",
  find: "search",
  finish: "end",
  fix: "repair",
  follow: "listen",
  grep: "search",
  history: "list",
  info: "show",
  init: "start",
  inspect: "show",
  log: "listen",
  mask: "redact",
  new: "start",
  print: "show --output",
  ps: "list --active",
  remove: "rm",
  replay: "listen --from start",
  sessions: "list",
  state: "status",
  stop: "end",
  summary: "stats",
  trace: "record",
  view: "show",
  watch: "listen",
};

/** Says that there is no such command, and what may have been meant: one of ours, or to record one of the user's. */
export function unknownCommandText(words: readonly string[]): string {
  const [word = ""] = words;
  const ours = MEANT[word.toLowerCase()] ?? nearestWord(word, COMMANDS.map(({ name }) => name));
  if (ours !== undefined) return `unknown command "${word}". Did you mean: zig-session ${ours}?`;
  const command = word === "--" ? words.slice(1) : words;
  if (command.length > 0 && isCommand(command[0] ?? "")) {
    return `unknown command "${word}". To record it: zig-session record -- ${
      quoteCommandLine(command)
    }`;
  }
  return `unknown command "${word}". See "zig-session --help".`;
}

function isCommand(word: string): boolean {
  try {
    return resolveCommand(word) !== "";
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}
