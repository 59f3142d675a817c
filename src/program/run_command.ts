import type { CommandSpec } from "../commands/command.ts";
import { isSwitchedOff } from "../capture/switched_off.ts";
import { withOwnColor } from "../config/own_color.ts";

/** Runs a command with the options that were given, and where these say nothing on colours, the user's own configuration. */
export async function runCommand(
  spec: CommandSpec<never>,
  options: Readonly<Record<string, unknown>>,
  operands: readonly string[],
): Promise<number> {
  if (spec.addsToSession && isSwitchedOff()) return 0;
  const settled = hasColor(spec) ? await withOwnColor(options) : options;
  return await spec.run(settled as never, operands);
}

function hasColor({ options }: CommandSpec<never>): boolean {
  return options.some(({ flags }) => flags.startsWith("--color "));
}
