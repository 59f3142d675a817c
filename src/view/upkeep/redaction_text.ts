import type { IndexRedaction } from "../../upkeep/redact/redact_index.ts";
import type { Redaction, SessionRedaction } from "../../upkeep/redact/redact_sessions.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { counted } from "./verify_finding_text.ts";
import type { Layout } from "../terminal/layout.ts";
import { wrapText } from "./verify_wrap.ts";

/** The lines that tell what `redact` masked, or would mask, safe for a terminal; never a secret. */
export function redactionLines(redaction: Redaction, layout: Layout): string[] {
  const { sessions, indexes, written } = redaction;
  const shown = sessions.filter(({ outcome, skipped_lines }) =>
    outcome === "masked" || outcome === "left_alone" || skipped_lines > 0
  );
  const lines = [
    ...shown.flatMap((session) => sessionLines(session, written, layout)),
    ...indexes.flatMap((index) => indexLines(index, written, layout)),
  ];
  const isFound = indexes.length > 0 || sessions.some(({ outcome }) => outcome === "masked");
  if (!isFound) {
    const read = sessions.filter(({ outcome }) => outcome === "nothing_found").length;
    return read > 0 || shown.length === 0
      ? [...lines, `Nothing to mask in ${counted(read, "session")}.`]
      : lines;
  }
  if (written) return lines;
  const how =
    "Nothing has been changed yet. Do it with --write; no copy of what was there is kept.";
  return [...lines, ...wrapText(how, layout.columns, 2).map((line) => layout.paint("bold", line))];
}

function sessionLines(session: SessionRedaction, written: boolean, layout: Layout): string[] {
  const { columns, paint } = layout, id = terminalText(session.zig_session_id);
  if (session.outcome === "left_alone") {
    const sign = session.live ? "-" : "✗", reason = terminalText(session.reason ?? "");
    return wrapText(`${sign} ${id} left alone: ${reason}`, columns, 2).map((line) =>
      paint(session.live ? "dim" : "red", line)
    );
  }
  const what = written ? "masked" : "to be masked";
  const texts = [
    ...session.side_files.map(({ path, lines }) =>
      `${terminalText(path)}: ${counted(lines, "line")}`
    ),
    ...[session, ...session.side_files].flatMap(({ skipped_lines }) =>
      skipped_lines > 0 ? [`${counted(skipped_lines, "line")} too long to be looked at`] : []
    ),
  ];
  return [
    paint("green", `${written ? "✓" : "→"} ${id} ${what}: ${counted(session.lines, "line")}`),
    ...texts.flatMap((text) => wrapText(`  ${text}`, columns, 4)),
  ];
}

function indexLines(
  { path, entries, side_files }: IndexRedaction,
  written: boolean,
  { columns, paint }: Layout,
): string[] {
  const what = entries === 1 ? "1 name" : `${entries} names`;
  const head = `${written ? "✓" : "→"} index ${terminalText(path)}: ${what}`;
  return [
    ...wrapText(head, columns, 2).map((line) => paint("green", line)),
    ...side_files.flatMap((file) => wrapText(`  ${terminalText(file)}`, columns, 4)),
  ];
}
