import { quoteCommandLine } from "../capture/process/command_line.ts";
import { ownConfig } from "../config/own_config.ts";
import { planRetention, type RetentionPlan } from "../upkeep/retention/retention.ts";
import type { Departure } from "../upkeep/retention/retention_rules.ts";
import { type RemovalReport, removeSessions } from "../upkeep/retention/session_removal.ts";
import { departureLines } from "../view/diff/departure_table.ts";
import { outColumns, writeError, writeOut } from "../view/terminal/io.ts";
import { jsonText } from "../view/terminal/json_text.ts";
import { COLOR_OPTION, type ColorWhen, type Paint, painter } from "../view/terminal/paint.ts";
import { retentionCounts } from "../view/upkeep/retention_counts.ts";
import { leftAloneText, retentionLines } from "../view/upkeep/retention_text.ts";
import { hasRule, RULE_OPTIONS, type RuleOptions, rulesOf } from "../options/rule_options.ts";
import { SCOPE_OPTIONS, scopeOf, type ScopeOptions } from "../options/sessions/session_scope.ts";
import { shortIds } from "../view/format/short_ids.ts";
import { terminalText } from "../view/terminal/terminal_text.ts";
import type { CommandSpec } from "./command.ts";

interface GcOptions extends RuleOptions, ScopeOptions {
  force: boolean;
  json: boolean;
  color: ColorWhen;
}

const SHOWN_SESSIONS = 20;

/** `zig-session gc`: removes the sessions that are too old, too many or too big to stay. */
export const command: CommandSpec<GcOptions> = {
  options: [
    ...RULE_OPTIONS,
    ...SCOPE_OPTIONS,
    { flags: "--force", summary: "remove; without it, only say what would be removed" },
    { flags: "--json", summary: "print one JSON object" },
    COLOR_OPTION,
  ],
  examples: [
    ["zig-session gc --older-than 30d", "what would go of this project; nothing is removed"],
    [
      "zig-session gc --global --keep 100 --max-size 1GiB --force",
      "a session goes when any of the rules says so; one that is being recorded never goes",
    ],
  ],
  async run(given) {
    const options = hasRule(given) ? given : { ...given, ...await configuredRules() };
    const plan = planRetention(scopeOf(options), rulesOf(options));
    const report = options.force ? execute(plan) : undefined;
    writeOut(options.json ? jsonOf(plan, report, options) : textOf(plan, report, options));
    const leftAlone = [...plan.leftAlone, ...(report?.leftAlone ?? [])];
    const notices = [
      ...leftAlone.map(leftAloneText),
      ...(report?.errors ?? []).map(({ message }) => terminalText(message)),
    ];
    for (const notice of notices) writeError(`zig-session: ${notice}\n`);
    return report && report.errors.length > 0 ? 1 : 0;
  },
};

/** Only the user's own: a project must not decide on what goes. */
async function configuredRules(): Promise<Partial<RuleOptions>> {
  const { retention: { keep, ...rules } = {} } = await ownConfig();
  return { ...rules, ...(keep !== undefined && { keep: String(keep) }) };
}

function execute({ going, indexes }: RetentionPlan): RemovalReport {
  const sessions = going.map(({ session }) => session);
  return removeSessions({ sessions, indexes, orphaned: () => true });
}

function textOf(
  plan: RetentionPlan,
  report: RemovalReport | undefined,
  options: Partial<GcOptions>,
): string {
  const paint = painter(options.color);
  const counts = retentionCounts(plan, report);
  const { files, entries } = counts.leftovers;
  const lines = [...(report ? [] : goingLines(plan, paint)), ...retentionLines(counts, !!report)];
  if (!report && counts.sessions + files + entries > 0) {
    lines.push(`Nothing has been removed. To do it: ${terminalText(commandThatDoesIt(options))}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The newest of what goes: those that somebody may still want. */
function goingLines({ going, sessions }: RetentionPlan, paint: Paint): string[] {
  if (going.length === 0) return [];
  const short = shortIds(sessions.map(({ id }) => id));
  const stage = { columns: outColumns(), nowMs: Date.now(), paint };
  const lines = departureLines(going.slice(0, SHOWN_SESSIONS), short, stage);
  const more = going.length - SHOWN_SESSIONS;
  if (more > 0) lines.push(paint("dim", `… and ${more} older: --json shows all`));
  return [...lines, ""];
}

function commandThatDoesIt(options: Partial<GcOptions>): string {
  const { olderThan, keep, maxSize, project, global } = options;
  const given = { "--older-than": olderThan, "--keep": keep, "--max-size": maxSize };
  const rules = Object.entries({ ...given, "--project": project })
    .flatMap(([flag, value]) => value === undefined ? [] : [flag, value]);
  return quoteCommandLine([
    "zig-session",
    "gc",
    ...rules,
    ...(global ? ["--global"] : []),
    "--force",
  ]);
}

/** The object that `--json` prints: its names stay. */
function jsonOf(
  plan: RetentionPlan,
  report: RemovalReport | undefined,
  options: Partial<GcOptions>,
): string {
  const counts = retentionCounts(plan, report);
  const removed = report && new Set(report.removed);
  const went = removed ? plan.going.filter(({ session }) => removed.has(session)) : plan.going;
  return `${
    jsonText({
      dry_run: !report,
      sessions: went.map(departureJson),
      bytes: counts.bytes,
      total_sessions: counts.ofSessions,
      total_bytes: counts.ofBytes,
      leftovers: counts.leftovers,
      left_alone: [...plan.leftAlone, ...(report?.leftAlone ?? [])],
      errors: (report?.errors ?? []).map(({ message }) => message),
      command: report ? null : commandThatDoesIt(options),
    }, 2)
  }\n`;
}

function departureJson({ session, reasons }: Departure) {
  const { entry, state, lastSign, bytes } = session;
  return {
    zig_session_id: entry.zig_session_id,
    workflow_name: entry.workflow_name,
    state,
    started_at: entry.started_at,
    last_event_at: lastSign,
    bytes,
    log_path: entry.log_path,
    rules: reasons,
  };
}
