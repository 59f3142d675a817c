import type { Leftovers } from "../../upkeep/retention/retention.ts";
import type { LeftAlone } from "../../upkeep/retention/stored_session.ts";
import { countText } from "../format/count_text.ts";
import type { RetentionCounts } from "./retention_counts.ts";
import { sizeText } from "../format/size_text.ts";
import { terminalText } from "../terminal/terminal_text.ts";

/** The lines that sum up what a removal would do, or has done. */
export function retentionLines(counts: RetentionCounts, done: boolean): string[] {
  const { sessions, bytes, ofSessions, ofBytes, live, leftovers } = counts;
  const verb = done ? "Removed" : "Would remove";
  return [
    sessions > 0
      ? `${verb} ${sessions} of ${countText(ofSessions, "session")}, ${sizeText(bytes)} of ${
        sizeText(ofBytes)
      }.`
      : done
      ? "Removed nothing."
      : "Nothing to remove.",
    ...leftoverLines(leftovers, verb),
    ...(live > 0 ? [`Live, and never removed: ${countText(live, "session")}.`] : []),
  ];
}

/** Says that something was not removed, and why, in a line that is safe for a terminal. */
export function leftAloneText({ path, reason }: LeftAlone): string {
  return `Left alone "${terminalText(path)}": ${reason}.`;
}

function leftoverLines({ files, bytes, entries }: Leftovers, verb: string): string[] {
  const parts = [
    files > 0 ? `${countText(files, "file")} (${sizeText(bytes)})` : "",
    entries > 0 ? countText(entries, "index entry", "index entries") : "",
  ].filter(Boolean);
  if (parts.length === 0) return [];
  return [`${verb} leftovers of sessions whose log files are missing: ${parts.join(", ")}.`];
}
