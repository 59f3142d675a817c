import { styleText } from "node:util";
import { UsageError } from "../../options/errors.ts";
import { outTakesColor } from "./io.ts";

/** What `--color` takes. */
export type ColorWhen = "auto" | "always" | "never";

/** The few looks that this program uses. */
export type Look =
  | "plain"
  | "bold"
  | "dim"
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "magenta"
  | "cyan";

/** Gives text a look, or leaves it as it is where there are no colours. */
export type Paint = (look: Look, text: string) => string;

/** The option that every command with coloured output has. */
export const COLOR_OPTION = {
  flags: "--color <when>",
  summary: "auto, always or never (default: auto, which also obeys NO_COLOR)",
  parse: parseColorWhen,
} as const;

/** Whether stdout gets colours. */
export function usesColor(when: ColorWhen = "auto"): boolean {
  return when === "always" || (when === "auto" && outTakesColor());
}

/** The paint for stdout. */
export function painter(when: ColorWhen = "auto"): Paint {
  if (!usesColor(when)) return (_look, text) => text;
  // The validation would look at process.stdout, and decide otherwise than we did.
  return (look, text) =>
    look === "plain" || text === "" ? text : styleText(look, text, { validateStream: false });
}

function parseColorWhen(value: string): ColorWhen {
  if (value === "auto" || value === "always" || value === "never") return value;
  throw new UsageError(`--color takes auto, always or never, not "${value}".`);
}
