import { Command, CommanderError } from "commander";
import settings from "../../deno.json" with { type: "json" };
import { calledCommand, COMMANDS } from "./command_table.ts";
import type { CommandSpec } from "../commands/command.ts";
import { unknownCommandText } from "./unknown_command.ts";
import { runCommand } from "./run_command.ts";
import { UsageError } from "../options/errors.ts";
import { outColumns, writeOut } from "../view/terminal/io.ts";

/**
 * Runs any command line (without the program's own name), and shows the help that is asked for. Returns the exit code; throws
 * UsageError for what cannot be understood, and what the command throws.
 */
export async function runCommanderLine(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const known = calledCommand(words[0]);
    const help = `zig-session ${known ? `${known.name} ` : ""}--help`;
    throw new UsageError(`${error.message.replace(/^error: /, "")}\nSee "${help}".`);
  }
}

/** A command as commander knows it, which calls `run` of its own when it is parsed. */
export function commanderOf(name: string, spec: CommandSpec<never>): Command {
  const command = named(new Command(name));
  declare(command, spec);
  command.action(async () => {
    const { options, operands } = spec.leadingOperand ? splitAgain(command, spec) : {
      options: command.opts(),
      operands: command.args,
    };
    await spec.run(options as never, operands);
  });
  return command;
}

async function dispatch(words: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = named(new Command("zig-session"))
    .description(
      "A flight recorder for commands: runs them untouched and keeps a log that survives.",
    )
    .version(settings.version, "-V, --version")
    .option("--debug", "show where in the program an error came from")
    .enablePositionalOptions();
  const called = calledCommand(words[0]);
  if (!called && words[0] !== undefined && (words[0] === "--" || !words[0].startsWith("-"))) {
    throw new UsageError(unknownCommandText(words));
  }
  for (const entry of COMMANDS) {
    const { name, aliases = [], summary } = entry;
    const spec = entry === called ? (await entry.load()).command : NOT_CALLED;
    const run: typeof spec.run = async (options, operands) =>
      exitCode = await runCommand(spec, options, operands);
    const command = commanderOf(name, { ...spec, run }).description(summary);
    command.aliases(aliases);
    program.addCommand(command);
  }
  await program.parseAsync(words, { from: "user" });
  return exitCode;
}

const NOT_CALLED: CommandSpec<never> = { options: [], run: () => 0 };

const MANY_OPTIONS = 16;

/** Errors of commander become exceptions, so that exit codes have one place. */
function named(command: Command): Command {
  return command.exitOverride().configureOutput({
    writeOut,
    writeErr: () => {},
    getOutHelpWidth: outColumns,
  })
    .configureHelp({ minWidthToWrap: 20, subcommandTerm: (one) => one.name() }).helpCommand(false)
    .showSuggestionAfterError();
}

function declare(command: Command, spec: CommandSpec<never>): void {
  for (const [syntax, summary] of spec.operands ?? []) command.argument(syntax, summary);
  for (const { flags, summary, parse, group } of spec.options) {
    const option = command.createOption(flags, summary);
    if (parse) option.argParser(parse);
    if (group !== undefined) option.helpGroup(`${group}:`);
    command.addOption(option);
  }
  if (spec.passThrough) command.passThroughOptions();
  if (spec.examples) {
    const lines = spec.examples.map(([invocation, meaning]) => `  ${invocation}\n      ${meaning}`);
    const text = `Examples:\n${lines.join("\n")}`;
    // Of many options, the examples would be seen by nobody who does not scroll back.
    if (spec.options.length > MANY_OPTIONS) command.addHelpText("before", `${text}\n`);
    else command.addHelpText("after", `\n${text}`);
  }
}

/** The options before the first operand end at it; those behind it end at the next. */
function splitAgain(command: Command, spec: CommandSpec<never>) {
  const [first, ...words] = command.args;
  const rest = named(new Command(command.name()));
  declare(rest, spec);
  for (const [key, value] of Object.entries(command.opts())) {
    rest.setOptionValueWithSource(key, value, command.getOptionValueSource(key));
  }
  rest.parse(words, { from: "user" });
  return { options: rest.opts(), operands: first === undefined ? [] : [first, ...rest.args] };
}
