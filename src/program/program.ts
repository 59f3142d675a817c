import { calledCommand } from "./command_table.ts";
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
    const [name] = debug ? words.slice(1) : words;
    const runsCommand = calledCommand(name)?.runsCommand === true;
    const json = !runsCommand && words.includes("--json");
    return reportError(error, { debug, json, exitCode: runsCommand ? 125 : 2 });
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const spec = (await calledCommand(words[0])?.load())?.command;
  const line = spec && readPlainCommandLine(spec, words.slice(1));
  if (line) return await runCommand(spec, line.options, line.operands);
  const { runCommanderLine } = await import("./commander_line.ts");
  return await runCommanderLine(words);
}
