import { PASS_ON_WORD } from "../capture/streams/pass_on_order.ts";
import { calledCommand, type CommandEntry } from "./command_table.ts";
import { readPlainCommandLine } from "./plain_command_line.ts";
import { reportError } from "./report_error.ts";
import { runCommand } from "./run_command.ts";

export { exitNow } from "../runtime/process/exit.ts";

/** Runs one command line (without the program's own name) and returns the exit code. Never throws. */
export async function runProgram(words: readonly string[]): Promise<number> {
  const debug = words[0] === "--debug";
  try {
    return await dispatch(debug ? words.slice(1) : words);
  } catch (error) {
    const called = calledCommand(words[debug ? 1 : 0]);
    const json = await wantsJson(called, words);
    return reportError(error, { debug, json, exitCode: called?.runsCommand ? 125 : 2 });
  }
}

async function dispatch(given: readonly string[]): Promise<number> {
  if (given[0] === PASS_ON_WORD) {
    return (await import("../capture/streams/pass_on.ts")).passOn();
  }
  const words = withoutHelpWords(given);
  const spec = (await calledCommand(words[0])?.load())?.command;
  const line = spec && readPlainCommandLine(spec, words.slice(1));
  if (line) return await runCommand(spec, line.options, line.operands);
  const { runCommanderLine } = await import("./commander_line.ts");
  return await runCommanderLine(words);
}

/** Where `--json` is a switch: of `event` it is what is added. */
async function wantsJson(called: CommandEntry | undefined, words: readonly string[]) {
  if (!called || called.runsCommand || !words.includes("--json")) return false;
  return (await called.load()).command.options.some(({ flags }) => flags === "--json");
}

/** What people type for help and the version, as options. */
function withoutHelpWords(words: readonly string[]): readonly string[] {
  const [word, command] = words;
  if (word === undefined) return ["--help"];
  if (word === "version" || word === "-v") return ["--version"];
  if (word !== "help") return words;
  if (command === undefined) return ["--help"];
  return calledCommand(command) ? [command, "--help"] : words;
}
