import { verifyAll, verifySession } from "../upkeep/verify/verify_sessions.ts";
import { outColumns, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { COLOR_OPTION, type ColorWhen, painter } from "../view/terminal/paint.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import {
  chooseOneOrAll,
  ONE_OR_ALL_OPTIONS,
  type OneOrAllOptions,
  sameChoice,
} from "../options/verify_choice.ts";
import { verificationLines } from "../view/upkeep/verify_text.ts";
import { CHOICE_OPERANDS } from "../options/sessions/choose_session.ts";
import type { CommandSpec } from "./command.ts";

interface VerifyOptions extends OneOrAllOptions {
  json: boolean;
  color: ColorWhen;
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
    const stage = {
      columns: outColumns(),
      nowMs: Date.now(),
      paint: painter(options.color),
      repairWords: terminalText(sameChoice(options, place)),
    };
    writeOut(
      options.json
        ? `${jsonText(verification, 2)}\n`
        : `${verificationLines(verification, !place, stage).join("\n")}\n`,
    );
    return verification.intact ? 0 : 1;
  },
};
