import type { LocatedSession } from "../../upkeep/retention/locate_session.ts";
import { shellWord } from "../format/shell_word.ts";
import { sizeText } from "../format/size_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** Asks whether a session shall go, safe for a terminal, such as "Remove session …QSDM (make, failed, 2m ago, 1.2 MiB)? [y/N] ". */
export function removalQuestion(session: LocatedSession, shortId: string, nowMs: number): string {
  return `Remove ${sessionText(session, shortId, nowMs)}? [y/N] `;
}

/** Says why a session that goes on is not removed, and what to do, safe for a terminal. */
export function liveRefusalText(id: string, waiting: boolean): string {
  const name = terminalText(id);
  return waiting
    ? `Session "${name}" is open and waits for its next step. End it first: zig-session end --session ${
      shellWord(id)
    }`
    : `Session "${name}" is being recorded. Stop it first, or wait until it ends.`;
}

/** Says that a session has gone, safe for a terminal. */
export function removedText(session: LocatedSession, shortId: string, nowMs: number): string {
  return `Removed ${sessionText(session, shortId, nowMs)}.`;
}

/** Whether the answer to a question is yes. */
export function isYes(answer: string): boolean {
  return /^\s*y(?:es)?\s*$/i.test(answer);
}

function sessionText({ entry, found }: LocatedSession, shortId: string, nowMs: number): string {
  const facts = found && "state" in found
    ? [found.state, shortTimeText(found.lastSign, nowMs), sizeText(found.bytes)]
    : ["its log is gone"];
  const name = nameText(entry.workflow_name);
  return `session …${terminalText(shortId)} (${[name, ...facts].join(", ")})`;
}
