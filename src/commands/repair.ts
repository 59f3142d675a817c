import { type Repair, repairAll, repairSession } from "../upkeep/repair/repair_sessions.ts";
import { CHOICE_OPERANDS } from "../options/sessions/choose_session.ts";
import { writeError } from "../view/terminal/io.ts";
import { COLOR_OPTION } from "../view/terminal/paint.ts";
import { repairLines } from "../view/upkeep/repair_text.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import {
  chooseOneOrAll,
  ONE_OR_ALL_OPTIONS,
  type OneOrAllOptions,
  repairCall,
} from "../options/verify_choice.ts";
import { type ReportOptions, writeReport } from "../view/upkeep/write_report.ts";
import type { CommandSpec } from "./command.ts";

interface RepairOptions extends OneOrAllOptions, ReportOptions {
  write: boolean;
}

/**
 * `zig-session repair`: mends logs and indexes, or without `--write` says how. Exit code 1 when something had to be left
 * alone; of a live session only when it was named.
 */
export const command: CommandSpec<RepairOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...ONE_OR_ALL_OPTIONS,
    { flags: "--write", summary: "do it, instead of only saying what would be done" },
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session repair", "what would be mended of the latest session"],
    ["zig-session repair --all --write", "mend all sessions of the project, and the indexes"],
  ],
  run(options, [id]) {
    const { scope, place } = chooseOneOrAll(options, id);
    const write = options.write === true;
    const repair = place ? repairSession(place, write) : repairAll(scope, write);
    const call = terminalText(repairCall(options, place));
    writeReport(repair, (found, layout) => repairLines(found, call, layout), options);
    for (const error of repair.errors) writeError(`zig-session: ${terminalText(error)}\n`);
    return repair.errors.length > 0 ? 1 : exitCode(repair, place !== undefined);
  },
};

function exitCode({ sessions }: Repair, named: boolean): number {
  const refused = sessions.some(({ outcome, live }) =>
    outcome === "left_alone" && (named || !live)
  );
  return refused ? 1 : 0;
}
