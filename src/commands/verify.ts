import { verifyAll, verifySession } from "../upkeep/verify/verify_sessions.ts";
import { COLOR_OPTION } from "../view/terminal/paint.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import {
  chooseOneOrAll,
  ONE_OR_ALL_OPTIONS,
  type OneOrAllOptions,
  repairCall,
} from "../options/verify_choice.ts";
import { verificationLines } from "../view/upkeep/verify_text.ts";
import { CHOICE_OPERANDS } from "../options/sessions/choose_session.ts";
import { type ReportOptions, writeReport } from "../view/upkeep/write_report.ts";
import type { CommandSpec } from "./command.ts";

interface VerifyOptions extends OneOrAllOptions, ReportOptions {
}

/** `zig-session verify`: whether logs and indexes are whole and say the same. Exit code 1 when they are not. */
export const command: CommandSpec<VerifyOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...ONE_OR_ALL_OPTIONS,
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session verify", "the latest session of the project that you are in"],
    ["zig-session verify --all --global", "every session of every project, and all indexes"],
  ],
  run(options, [id]) {
    const { scope, place } = chooseOneOrAll(options, id);
    const verification = place ? verifySession(place) : verifyAll(scope);
    const call = terminalText(repairCall(options, place));
    writeReport(
      verification,
      (found, layout) => verificationLines(found, { all: !place, repairCall: call }, layout),
      options,
    );
    return verification.intact ? 0 : 1;
  },
};
