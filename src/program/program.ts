import { calledCommand } from "./command_table.ts";
import { PASS_ON_WORD } from "../capture/streams/pass_on_order.ts";
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
    return reportError(error, debug);
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  if (words[0] === PASS_ON_WORD) {
    return (await import("../capture/streams/pass_on.ts")).passOn();
  }
  const spec = (await calledCommand(words[0])?.load())?.command;
  const line = spec && readPlainCommandLine(spec, words.slice(1));
  if (line) return await runCommand(spec, line.options, line.operands);
  const { runCommanderLine } = await import("./commander_line.ts");
  return await runCommanderLine(words);
}
