import type {
  IndexFinding,
  SessionFinding,
  SessionNote,
} from "../../upkeep/verify/verify_finding.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { fullTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** A finding in one line that is safe for a terminal. */
export function findingText(finding: SessionFinding, nowMs: number): string {
  switch (finding.kind) {
    case "torn_tail":
      return at(
        finding,
        `torn tail of ${counted(finding.bytes, "byte")}${rescueText(finding.whole_events)}`,
      );
    case "bad_line":
      return at(
        finding,
        `bad line: ${terminalText(finding.reason)}${rescueText(finding.whole_events)}`,
      );
    case "wrong_id":
      return at(finding, `an event of another session: ${terminalText(finding.found)}`);
    case "behind_end":
      return at(finding, `${counted(finding.bytes, "byte")} behind the end of the session`);
    case "no_start":
      return at(finding, `the log begins with ${finding.found}, its start is missing`);
    case "seq_gap":
      return at(finding, `sequence gap: expected ${finding.expected}, found ${finding.found}`);
    case "seq_repeat":
      return at(finding, `sequence repeat: expected ${finding.expected}, found ${finding.found}`);
    case "seq_disorder":
      return at(finding, `sequence disorder: expected ${finding.expected}, found ${finding.found}`);
    case "dead":
      return `crashed: the recorder stopped without finishing (last activity ${
        fullTimeText(finding.last_event_at, nowMs)
      })`;
    case "dead_step":
      return `step '${
        nameText(finding.step_name)
      }' crashed: the recorder stopped without finishing (last activity ${
        fullTimeText(finding.last_event_at, nowMs)
      })`;
    case "no_event":
      return "the log holds no whole event of this session";
    case "not_a_file":
      return `no log but a ${finding.found}`;
    case "unreadable":
      return `the log cannot be read: ${terminalText(finding.reason)}`;
    case "log_missing":
      return `the log is missing, which the ${finding.indexes.join(" and the ")} index still ${
        finding.indexes.length === 1 ? "names" : "name"
      }`;
    case "index_missing":
      return `missing from the ${finding.index} index`;
    case "index_disagrees":
      return `the ${finding.index} index says ${ending(finding.index_status)}, the log ${
        ending(finding.status)
      }`;
  }
}

/** A note in one line that is safe for a terminal. */
export function noteText({ offset, previous, found }: SessionNote): string {
  return at(
    { offset },
    `note: the time runs backwards from ${terminalText(previous)} to ${terminalText(found)}`,
  );
}

/** What is wrong with an index in one line that is safe for a terminal. */
export function indexFindingText(finding: IndexFinding): string {
  if (finding.kind === "index_damaged") return terminalText(finding.reason);
  return `${terminalText(finding.path)}: ${
    at(finding, `bad line: ${terminalText(finding.reason)}`)
  }`;
}

/** Such as "1 byte" or "2 bytes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function at({ offset }: { readonly offset: number }, text: string): string {
  return `at byte ${offset}: ${text}`;
}

function rescueText(wholeEvents: number): string {
  return wholeEvents === 0 ? "" : `; ${counted(wholeEvents, "whole event")} in it`;
}

function ending(status: string | null): string {
  return status === null ? "that it has not ended" : `that it ended in ${status}`;
}
