import { judgePattern } from "../redaction/patterns/pattern_guard.ts";
import type { OutputStream } from "../session/mod.ts";
import { findCauses, type StepCauses } from "../inspect/causes/find_causes.ts";
import { budgetJson } from "../view/session/budget_json.ts";
import { budgetText, failingSteps } from "../view/session/budget_text.ts";
import {
  CHOICE_OPERANDS,
  CHOICE_OPTIONS,
  type ChoiceOptions,
  chooseSession,
} from "../options/sessions/choose_session.ts";
import { UsageError } from "../options/errors.ts";
import { writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { MOST_WHOLE_CHARS } from "../view/session/outline/failure_lines.ts";
import { outlineLines } from "../view/session/outline_text.ts";
import { outLayout } from "../view/terminal/layout.ts";
import { writePaged } from "../view/terminal/pager.ts";
import { COLOR_OPTION, type ColorWhen, usesColor } from "../view/terminal/paint.ts";
import { parseSize } from "../options/values/parse_size.ts";
import { refusalText } from "../options/search/pattern_refusal.ts";
import {
  type SessionSummary,
  summarizeSession,
  summaryJson,
} from "../view/session/session_summary.ts";
import { showOutput } from "../view/session/show_output.ts";
import type { CommandSpec } from "./command.ts";

interface ShowOptions extends ChoiceOptions {
  tail: number;
  budget: number;
  all: boolean;
  /** True without a value: of all steps. */
  output: string | true;
  stream: OutputStream;
  grep: string;
  timestamps: boolean;
  raw: boolean;
  json: boolean;
  color: ColorWhen;
}

const DEFAULT_TAIL = 10;
const LEAST_BUDGET = 200;
/** In a budget the end of the output is what is left when the reasons have been told. */
const BUDGET_TAIL = 60;

/** `zig-session show`: what became of a session and its steps, why, and what they printed. */
export const command: CommandSpec<ShowOptions> = {
  operands: CHOICE_OPERANDS,
  options: [
    ...CHOICE_OPTIONS,
    {
      flags: "--tail <n>",
      summary: `show this many last lines of what failed (default: ${DEFAULT_TAIL})`,
      parse: parseTail,
    },
    { flags: "--all", summary: "list each step, and explain each that failed" },
    {
      flags: "--budget <size>",
      summary: `what failed and why, in at most this many bytes (at least ${LEAST_BUDGET})`,
      parse: parseBudget,
    },
    { flags: "--output [step]", summary: "print the recorded output, of one step or of all" },
    {
      flags: "--stream <name>",
      summary: "with --output: stdout or stderr alone",
      parse: parseStream,
    },
    {
      flags: "--grep <regex>",
      summary: "with --output: only the lines that match",
      parse: parseRegex,
    },
    { flags: "--timestamps", summary: "with --output: the time of each line" },
    { flags: "--raw", summary: "with --output: control sequences too, as they were recorded" },
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session show", "the latest session of the project that you are in"],
    ["zig-session show 7k2m --tail 50", "more of the end of what failed"],
    ["zig-session show --budget 2000", "why it failed, short enough for a chat or an agent"],
    ["zig-session show --output unit --grep 'warn|error'", "what step unit printed, in part"],
  ],
  async run(options, [id]) {
    const { output, budget, tail, json, color, all = false } = options;
    checkOutputOptions(options);
    const elsewhere = options.global === true || options.project !== undefined;
    const tailLines = tail ?? (budget === undefined ? DEFAULT_TAIL : BUDGET_TAIL);
    const summary = summarizeSession(chooseSession(options, id), { tailLines, elsewhere });
    if (output !== undefined) {
      const { stream, grep, timestamps = false, raw = false } = options;
      const step = output === true ? undefined : output;
      const colors = usesColor(color);
      await showOutput(summary, {
        step,
        isNamed: id !== undefined,
        stream,
        grep,
        timestamps,
        raw,
        colors,
      });
    } else if (budget !== undefined) writeOut(inBudget(summary, budget, json ?? false));
    else if (json) writeOut(`${jsonText(summaryJson(summary), 2)}\n`);
    else {
      const telling = {
        causes: causesOf(summary, MOST_WHOLE_CHARS),
        tail,
        all,
        runningTail: DEFAULT_TAIL,
      };
      await writePaged(`${outlineLines(summary, outLayout(color), telling).join("\n")}\n`);
    }
    return 0;
  },
};

function causesOf(summary: SessionSummary, keptChars: number): Map<string, StepCauses> {
  const names = failingSteps(summary).map(({ step_name }) => step_name);
  return names.length === 0 ? new Map() : findCauses(summary.entry.log_path, names, keptChars);
}

function inBudget(summary: SessionSummary, bytes: number, json: boolean): string {
  const causes = causesOf(summary, bytes);
  return json ? budgetJson(summary, causes, bytes) : budgetText(summary, causes, bytes);
}

function checkOutputOptions(options: Partial<ShowOptions>): void {
  const { output, budget, json, stream, grep, timestamps, raw } = options;
  const given = Object.entries({ stream, grep, timestamps, raw })
    .find(([, value]) => value !== undefined);
  if (output === undefined && given) {
    throw new UsageError(`--${given[0]} says what --output prints; give that too.`);
  }
  if (output === undefined) return;
  if (budget !== undefined) throw new UsageError("--output and --budget exclude each other.");
  if (json) {
    throw new UsageError(
      "--output prints text. For JSON: zig-session events --type step_output --json",
    );
  }
}

function parseTail(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(`--tail takes a number of lines from 0 on, not "${value}".`);
}

function parseBudget(value: string): number {
  const bytes = parseSize(value);
  if (bytes >= LEAST_BUDGET) return bytes;
  throw new UsageError(`--budget must be at least ${LEAST_BUDGET} bytes, not "${value}".`);
}

function parseStream(value: string): OutputStream {
  if (value === "stdout" || value === "stderr") return value;
  throw new UsageError(`--stream takes stdout or stderr, not "${value}".`);
}

function parseRegex(value: string): string {
  try {
    judgePattern(value);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(refusalText(value, error));
    throw error;
  }
}
