import type { Layout } from "../terminal/layout.ts";
import type {
  IndexVerdict,
  SessionVerdict,
  Verification,
} from "../../upkeep/verify/verify_sessions.ts";
import type { Leftover } from "../../upkeep/verify/verify_leftovers.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { counted, findingText, indexFindingText, noteText } from "./verify_finding_text.ts";
import { wrapText } from "./verify_wrap.ts";

/** What was verified. */
export interface VerificationChoice {
  /** All sessions of a scope, with its indexes. */
  readonly all: boolean;
  /** The command that repairs just that, safe for a terminal, without `--write`. */
  readonly repairCall: string;
}

/** The lines that tell what `verify` found, safe for a terminal: a verdict on each session, and on the indexes where they matter. */
export function verificationLines(
  verification: Verification,
  { all, repairCall }: VerificationChoice,
  layout: Layout,
): string[] {
  const { sessions, indexes, leftovers } = verification;
  const shown = all ? indexes : indexes.filter(({ findings }) => findings.length > 0);
  const damaged = sessions.filter((session) => !session.intact).length;
  return [
    ...sessions.flatMap((session) => sessionLines(session, layout)),
    ...shown.flatMap((index) => indexLines(index, layout)),
    ...leftovers.flatMap((leftover) => leftoverLines(leftover, layout)),
    ...all
      ? [
        `${counted(sessions.length, "session")}: ${
          sessions.length - damaged
        } intact, ${damaged} not`,
      ]
      : [],
    ...adviceText(verification, repairCall).map((text) => layout.paint("dim", text)),
  ];
}

/** What to do about it, or why nothing can be done now. */
function adviceText(
  { sessions, indexes }: Verification,
  repairCall: string,
): string[] {
  const call = `${repairCall} --write`;
  const can = new Set(sessions.map(({ repair }) => repair));
  if (can.has("now") || indexes.some(({ findings }) => findings.length > 0)) {
    return [`Mend it: ${call}`];
  }
  if (can.has("later")) return [`Mend it when it is no longer recorded: ${call}`];
  if (!can.has("never")) return [];
  return [
    "Repair cannot mend that: move away what holds no event, give access to what cannot be read",
  ];
}

function sessionLines(session: SessionVerdict, layout: Layout): string[] {
  const { columns, nowMs, paint } = layout;
  const { intact, omitted_findings, omitted_notes } = session;
  const [sign, look] = intact ? ["✓", "green"] as const : ["✗", "red"] as const;
  const head = `${sign} ${terminalText(session.zig_session_id)} ${verdictText(session)}`;
  const findings = session.findings.map((finding) => findingText(finding, nowMs));
  const notes = session.notes.map(noteText);
  if (omitted_findings > 0) findings.push(`and ${omitted_findings} more`);
  if (omitted_notes > 0) notes.push(`and ${omitted_notes} more notes`);
  return [
    ...wrapText(head, columns, 2).map((line) => paint(look, line)),
    ...findings.flatMap((text) => wrapText(`  ${text}`, columns, 4)),
    ...notes.flatMap((text) => wrapText(`  ${text}`, columns, 4).map((line) => paint("dim", line))),
  ];
}

function verdictText(
  { intact, state, events, findings, omitted_findings }: SessionVerdict,
): string {
  const what = state === null
    ? "no log"
    : `${SESSION_MARKS[state].label}, ${counted(events, "event")}`;
  if (intact) return `intact: ${what}`;
  return `${counted(findings.length + omitted_findings, "finding")}: ${what}`;
}

function indexLines({ index, path, entries, logs, findings }: IndexVerdict, layout: Layout) {
  const sound = findings.length === 0 && entries === logs;
  const counts = `${counted(entries, "entry").replace("entrys", "entries")} for ${
    counted(logs, "log")
  }`;
  const head = `${sound ? "✓" : "✗"} ${index} index: ${counts}, ${terminalText(path)}`;
  return [
    ...wrapText(head, layout.columns, 2).map((line) => layout.paint(sound ? "green" : "red", line)),
    ...findings.flatMap((finding) => wrapText(`  ${indexFindingText(finding)}`, layout.columns, 4)),
  ];
}

const LEFTOVERS: Readonly<Record<Leftover["kind"], string>> = {
  stale_live: "lock of a process that died",
  stale_tmp: "half-written file",
  stale_ring: "file with lines that were still to be logged",
};

function leftoverLines({ kind, path }: Leftover, { columns, paint }: Layout): string[] {
  const note = `- note: left behind by a crash, a ${LEFTOVERS[kind]}: ${terminalText(path)}`;
  return wrapText(note, columns, 2).map((line) => paint("dim", line));
}
