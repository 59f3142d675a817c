import { refusesColor } from "../view/terminal/io.ts";
import { ownConfig } from "./own_config.ts";

/**
 * The options of a command whose output may be coloured, with what the user's own configuration says on colours where they
 * say nothing. What is made for programs is the same whatever is configured. Throws UsageError for a fault in the file.
 */
export async function withOwnColor(
  options: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (options["color"] !== undefined || options["json"]) return options;
  const { color } = await ownConfig();
  return color === undefined || refusesColor() ? options : { ...options, color };
}
