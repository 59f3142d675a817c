import type { CommandSpec } from "../commands/command.ts";
import { command as record } from "../commands/record.ts";
import { command as step } from "../commands/step.ts";
import { readPlainCommandLine } from "./plain_command_line.ts";
import { reportError } from "./report_error.ts";

export { exitNow } from "../runtime/process/exit.ts";

/**
 * As `runProgram` of the whole program, for `record` and `step` alone, which are in the way of somebody's command: what these
 * need is imported at once, and nothing else is there. Undefined for a command line that is not plain, and has not been run.
 */
export async function runProgram(words: readonly string[]): Promise<number | undefined> {
  const [name, ...rest] = words;
  const spec: CommandSpec<never> = name === "step" ? step : record;
  try {
    const line = readPlainCommandLine(spec, rest);
    // Neither has colours, which are all that `runCommand` would look up.
    return line && await spec.run(line.options as never, line.operands);
  } catch (error) {
    return reportError(error, { debug: false, json: false, exitCode: 125 });
  }
}
