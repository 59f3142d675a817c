import { Command, CommanderError } from "commander";
import settings from "../deno.json" with { type: "json" };
import { type CommandEntry, COMMANDS } from "./command_table.ts";
import type { CommandSpec } from "./commands/command.ts";
import { withOwnColor } from "./config/own_color.ts";
import { codeOf, reasonOf } from "./storage/errors.ts";
import { TroubleError, UsageError } from "./view/errors.ts";
import { terminalText } from "./view/terminal_text.ts";
import { writeError, writeOut } from "./view/io.ts";

/** Runs one command line (without the program's own name) and returns the exit code. Never throws. */
export async function runProgram(words: readonly string[]): Promise<number> {
  const debug = words[0] === "--debug";
  try {
    return await dispatch(debug ? words.slice(1) : words);
  } catch (error) {
    return report(error, debug, debug ? words[1] : words[0]);
  }
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
  for (const entry of COMMANDS) {
    const command = named(new Command(entry.name)).description(entry.summary);
    if (entry.alias) command.alias(entry.alias);
    if (isNamed(entry, words[0])) {
      const { command: spec } = await entry.load();
      declare(command, spec);
      command.action(async () => {
        const { options, operands } = spec.leadingOperand ? splitAgain(command, spec) : {
          options: command.opts(),
          operands: command.args,
        };
        const settled = hasColor(spec) ? await withOwnColor(options) : options;
        exitCode = await spec.run(settled as never, operands);
      });
    }
    program.addCommand(command);
  }
  if (words.length === 0) {
    throw new UsageError(`What shall be done?\n\n${program.helpInformation()}`);
  }
  await program.parseAsync(words, { from: "user" });
  return exitCode;
}

function isNamed({ name, alias }: CommandEntry, word: string | undefined): boolean {
  return word !== undefined && (word === name || word === alias);
}

function hasColor({ options }: CommandSpec<never>): boolean {
  return options.some(({ flags }) => flags.startsWith("--color "));
}

/** Errors of commander become exceptions, so that exit codes have one place. */
function named(command: Command): Command {
  return command.exitOverride().configureOutput({ writeOut, writeErr: () => {} }).helpCommand(false)
    .showSuggestionAfterError();
}

function declare(command: Command, spec: CommandSpec<never>): void {
  for (const [syntax, summary] of spec.operands ?? []) command.argument(syntax, summary);
  for (const { flags, summary, parse } of spec.options) {
    if (parse) command.option(flags, summary, parse);
    else command.option(flags, summary);
  }
  if (spec.passThrough) command.passThroughOptions();
  if (spec.examples) {
    const lines = spec.examples.map(([invocation, meaning]) => `  ${invocation}\n      ${meaning}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
}

/** The options before the first operand end at it; those behind it end at the next. */
function splitAgain(command: Command, spec: CommandSpec<never>) {
  const [first, ...words] = command.args;
  const rest = named(new Command(command.name()));
  declare(rest, spec);
  rest.parse(words, { from: "user" });
  return {
    options: { ...command.opts(), ...rest.opts() },
    operands: first === undefined ? [] : [first, ...rest.args],
  };
}

/** The one place that turns an error into words and an exit code. */
function report(error: unknown, debug: boolean, word: string | undefined): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const known = COMMANDS.find((entry) => isNamed(entry, word));
    const help = `zig-session ${known ? `${known.name} ` : ""}--help`;
    complain(`${error.message.replace(/^error: /, "")}\nSee "${help}".`);
    return 2;
  }
  // Who reads us has heard enough.
  if ((error as NodeJS.ErrnoException).code === "EPIPE") return 0;
  complain(messageOf(error));
  if (debug && error instanceof Error) writeError(`${error.stack}\n`);
  return error instanceof UsageError || error instanceof TroubleError ? 2 : 1;
}

/** An error of the system's, which nobody has expected, says no more than a path and a name that few know. */
function messageOf(error: unknown): string {
  const { path, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (path && codeOf(error)) return `Could not use "${path}": ${reasonOf(error)}`;
  return message ?? String(error);
}

function complain(message: string): void {
  // A message may hold an id or a name out of an index.
  const safe = message.trimEnd().split("\n").map(terminalText).join("\n");
  writeError(`zig-session: ${safe}\n`);
}
