import { NotFoundError } from "../session/mod.ts";
import { nearestWord } from "../config/nearest_word.ts";
import { isOutTerminal } from "../view/terminal/io.ts";
import { manualText } from "../view/terminal/manual_text.ts";
import { writePaged } from "../view/terminal/pager.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import type { CommandSpec } from "./command.ts";

interface HelpOptions {
  color: ColorWhen;
}

type Topic = () => Promise<{ default: string }>;

/** The topics of the manual, each loaded when it is asked for. */
const TOPICS: Readonly<Record<string, Topic>> = {
  "getting-started": () => import("../manual/getting-started.md", { with: { type: "text" } }),
  ci: () => import("../manual/ci.md", { with: { type: "text" } }),
  agents: () => import("../manual/agents.md", { with: { type: "text" } }),
  secrets: () => import("../manual/secrets.md", { with: { type: "text" } }),
  config: () => import("../manual/config.md", { with: { type: "text" } }),
  files: () => import("../manual/files.md", { with: { type: "text" } }),
  format: () => import("../manual/format.md", { with: { type: "text" } }),
  limits: () => import("../manual/limits.md", { with: { type: "text" } }),
  "exit-codes": () => import("../manual/exit-codes.md", { with: { type: "text" } }),
  library: () => import("../manual/library.md", { with: { type: "text" } }),
  "zig-core": () => import("../manual/zig-core.md", { with: { type: "text" } }),
};

/** `zig-session help <topic>`: a topic of the manual. The help of commands is shown by their own `--help`. */
export const command: CommandSpec<HelpOptions> = {
  operands: [["<topic>", Object.keys(TOPICS).join(", ")]],
  options: [COLOR_OPTION],
  examples: [
    ["zig-session help ci", "recording jobs of one or many steps"],
    ["zig-session help record", 'as "zig-session record --help"'],
  ],
  async run({ color }, [name = ""]) {
    const topic = TOPICS[name];
    if (!topic) throw new NotFoundError(unknownTopicText(name));
    const { default: text } = await topic();
    const isFormatted = isOutTerminal() || color === "always";
    await writePaged(isFormatted ? manualText(text, painter(color)) : text);
    return 0;
  },
};

function unknownTopicText(name: string): string {
  const names = Object.keys(TOPICS), meant = nearestWord(name, names);
  const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
  return `no help on "${name}"${hint}. Topics: ${names.join(", ")}.`;
}
