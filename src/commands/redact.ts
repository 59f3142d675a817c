import { PatternRunner, type SafePattern } from "../redaction/patterns/pattern_runner.ts";
import { Redactor } from "../redaction/redactor.ts";
import { isWorthMasking, linesOfSecret } from "../redaction/values/secret_values.ts";
import { type Redaction, redactSessions } from "../upkeep/redact/redact_sessions.ts";
import { CHOICE_OPERANDS } from "../options/sessions/choose_session.ts";
import { UsageError } from "../options/errors.ts";
import { writeError } from "../view/terminal/io.ts";
import { COLOR_OPTION } from "../view/terminal/paint.ts";
import { parsePatterns, parseValueFile } from "../options/redaction_options.ts";
import { redactionLines } from "../view/upkeep/redaction_text.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import {
  chooseOneOrAll,
  ONE_OR_ALL_OPTIONS,
  type OneOrAllOptions,
} from "../options/verify_choice.ts";
import { type ReportOptions, writeReport } from "../view/upkeep/write_report.ts";
import type { CommandSpec } from "./command.ts";

interface RedactOptions extends OneOrAllOptions, ReportOptions {
  valueFile: readonly string[];
  regex: readonly SafePattern[];
  shapes: boolean;
  write: boolean;
}

/**
 * `zig-session redact`: masks secrets in sessions that are there, or without `--write` says where they are. Exit code 1 when
 * something had to be left alone; of a live session only when it was named.
 */
export const command: CommandSpec<RedactOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...ONE_OR_ALL_OPTIONS,
    {
      flags: "--value-file <file>",
      summary: "mask these secrets, one a line, in all their forms; - is stdin",
      parse: parseValueFile,
    },
    {
      flags: "--regex <regex>",
      summary: "mask what matches in a line; may be repeated",
      parse: parsePatterns,
    },
    {
      flags: "--shapes",
      summary: "mask what looks like a secret: keys, tokens, passwords in URLs",
    },
    { flags: "--write", summary: "do it, instead of only saying what would be done" },
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session redact --shapes", "where the latest session holds what looks like a secret"],
    ["pass show deploy | zig-session redact --all --value-file - --write", "mask one everywhere"],
  ],
  run(options, [id]) {
    const { valueFile: values = [], regex = [], shapes = false } = options;
    if (values.length + regex.length === 0 && !shapes) {
      throw new UsageError("Say what to mask: --value-file, --regex or --shapes.");
    }
    const faults = new Set<string>();
    const idle = values.filter((value) =>
      !isWorthMasking(value) && linesOfSecret(value).length === 0
    );
    if (idle.length > 0) {
      faults.add(`${idle.length} of the secrets are too short or too common to be masked`);
    }
    const makeRedactor = () => {
      const patterns = regex.map((one) => new PatternRunner(one, (reason) => faults.add(reason)));
      return new Redactor({ values, patterns, shapes });
    };
    const { scope, place } = chooseOneOrAll(options, id);
    const redaction = redactSessions(place, scope, makeRedactor, options.write === true);
    writeReport(redaction, redactionLines, options);
    const problems = [...faults, ...redaction.errors];
    for (const text of problems) writeError(`zig-session: ${terminalText(text)}\n`);
    return problems.length > 0 ? 1 : exitCode(redaction, place !== undefined);
  },
};

function exitCode({ sessions }: Redaction, named: boolean): number {
  const refused = sessions.some(({ outcome, live }) =>
    outcome === "left_alone" && (named || !live)
  );
  return refused ? 1 : 0;
}
