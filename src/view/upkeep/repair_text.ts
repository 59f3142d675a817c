import type { IndexRepair } from "../../upkeep/repair/repair_index.ts";
import type { SetAside } from "../../upkeep/repair/repair_plan.ts";
import type { Repair, SessionRepair } from "../../upkeep/repair/repair_sessions.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { counted } from "./verify_finding_text.ts";
import type { Layout } from "../terminal/layout.ts";
import { wrapText } from "./verify_wrap.ts";
import { nameText } from "../format/name_text.ts";

/** How many sessions or steps are named; of more, there is a count. */
const NAMED = 5;
const GOES_ON = "the session goes on";

/**
 * The lines that tell what `repair` did, or would do, safe for a terminal; `repairCall` is the command that was given, without
 * `--write`.
 */
export function repairLines(repair: Repair, repairCall: string, layout: Layout): string[] {
  const { sessions, indexes, written } = repair;
  const shown = sessions.filter(({ outcome }) => outcome === "mended" || outcome === "left_alone");
  const changes = indexes.length > 0 || sessions.some(({ outcome }) => outcome === "mended");
  const lines = [
    ...shown.flatMap((session) => sessionLines(session, written, layout)),
    ...indexes.flatMap((index) => indexLines(index, written, layout)),
  ];
  if (!changes) {
    return shown.length > 0
      ? lines
      : [`Nothing to do: ${counted(sessions.length, "session")} intact.`];
  }
  if (written) return lines;
  const how = `Nothing has been changed yet. Do it: ${repairCall} --write`;
  return [...lines, ...wrapText(how, layout.columns, 2).map((line) => layout.paint("bold", line))];
}

function sessionLines(session: SessionRepair, written: boolean, layout: Layout): string[] {
  const { columns, paint } = layout;
  const id = terminalText(session.zig_session_id);
  if (session.outcome === "left_alone") {
    const head = `${session.live ? "-" : "✗"} ${id} left alone: ${
      terminalText(session.reason ?? "")
    }`;
    return wrapText(head, columns, 2).map((line) => paint(session.live ? "dim" : "red", line));
  }
  return [
    paint("green", `${written ? "✓" : "→"} ${id} ${written ? "mended" : "to be mended"}`),
    ...actions(session, written).flatMap((text) => wrapText(`  ${text}`, columns, 4)),
  ];
}

function actions(session: SessionRepair, written: boolean): string[] {
  const { added_end, failed_steps, goes_on, renumbered_events, original } = session;
  const will = written ? "" : "would be ";
  const texts = session.set_aside.map((part) => asideText(part, will));
  const add = (count: number | boolean, text: string) => {
    if (count) texts.push(text);
  };
  add(session.omitted_set_aside, `and ${session.omitted_set_aside} more faults`);
  add(
    session.rescued_events,
    `${counted(session.rescued_events, "whole event")} in what is set aside ${
      session.rescued_events === 1 ? "stays" : "stay"
    } in the log`,
  );
  add(session.added_start, `the missing zig_session_started ${will}added`);
  add(renumbered_events, `${counted(renumbered_events, "event")} ${will}renumbered`);
  const { added_lines } = session;
  add(added_lines, `${counted(added_lines, "line")} from beside the log ${will}added`);
  for (const step of failed_steps.slice(0, NAMED)) {
    texts.push(`step '${nameText(step)}' ${will}failed`);
  }
  add(failed_steps.length > NAMED, `and ${failed_steps.length - NAMED} more steps`);
  const ended = counted(failed_steps.length, "crashed step");
  add(goes_on, failed_steps.length > 0 ? `${ended} ${will}ended, and ${GOES_ON}` : GOES_ON);
  if (added_end) {
    texts.push(`the session ${will}ended in ${added_end.status} at ${terminalText(added_end.ts)}`);
  }
  if (original) texts.push(`original: ${terminalText(original)}`);
  return texts;
}

function asideText({ offset, bytes, file, why, text }: SetAside, will: string): string {
  return `at byte ${offset}: ${counted(bytes, "byte")} ${will}set aside in ${file} (${
    terminalText(why)
  }): ${terminalText(text)}`;
}

function indexLines(index: IndexRepair, written: boolean, layout: Layout): string[] {
  const { rebuilt, added, amended, removed, archive_lines } = index;
  const head = `${written ? "✓" : "→"} ${index.index} index ${terminalText(index.path)}`;
  const texts: string[] = [];
  if (rebuilt !== null) texts.push("damaged: set aside, and made anew from the logs");
  if (added.length > 0) texts.push(`added: ${named(added)}`);
  if (amended.length > 0) texts.push(`put right: ${named(amended)}`);
  if (removed.length > 0) texts.push(`taken out, the log is gone: ${named(removed)}`);
  if (archive_lines > 0) texts.push(`archive: ${counted(archive_lines, "bad line")} set aside`);
  return [
    ...wrapText(head, layout.columns, 2).map((line) => layout.paint("green", line)),
    ...texts.flatMap((text) => wrapText(`  ${text}`, layout.columns, 4)),
  ];
}

function named(ids: readonly string[]): string {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  return ids.slice(0, NAMED).map(terminalText).join(" ") + more;
}
