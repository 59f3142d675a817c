import type { OutputRun } from "../../session/reading/output_runs.ts";
import { readSessionEvents } from "../../session/reading/read_session_events.ts";
import type { TailLine } from "../../session/outline/step_tail_lines.ts";
import { CauseFinder, type CauseSpot } from "./cause_finder.ts";

/** What is found in the output of a step's last attempt. */
export interface StepCauses {
  /** The places that may say why it failed, the best first. */
  readonly spots: readonly CauseSpot[];
  /** How many lines of output it has had. */
  readonly lines: number;
  /** All of them, where they are no longer than was asked for. */
  readonly output: readonly TailLine[] | undefined;
}

/**
 * Looks in the output of these steps, of which the last of each name counts, for why they failed; in one pass and in
 * memory that does not grow with the log. Keeps a step's output where it has at most `keptChars`, newlines included. Throws
 * StorageError when the log cannot be read.
 */
export function findCauses(
  logPath: string,
  stepNames: Iterable<string>,
  keptChars = 0,
): Map<string, StepCauses> {
  const searches = new Map([...stepNames].map((name) => [name, newSearch()]));
  const addOutput = (
    search: Search,
    { seq, stream }: OutputRun["event"],
    lines: readonly string[],
  ) => {
    if (search.isOver) Object.assign(search, newSearch());
    search.lines += lines.length;
    for (const [index, line] of lines.entries()) {
      search.finder.add(seq + index, stream, line);
      if ((search.chars += line.length + 1) > keptChars) search.output = undefined;
      search.output?.push({ seq: seq + index, stream, line });
    }
  };
  const events = readSessionEvents(logPath, undefined, (run) => {
    const search = searches.get(run.event.step_name);
    if (search) addOutput(search, run.event, run.texts());
  });
  for (const event of events) {
    if (!("step_name" in event)) continue;
    const search = searches.get(event.step_name);
    if (!search) continue;
    if (event.type === "step_output") addOutput(search, event, [event.line]);
    else if (event.type === "step_started") Object.assign(search, newSearch());
    // What comes behind a failure is another attempt, whose output alone tells of the end.
    else if (event.type === "step_failed") search.isOver = true;
  }
  return new Map(
    [...searches].map((
      [name, { finder, lines, output }],
    ) => [name, { spots: finder.finish(), lines, output }]),
  );
}

interface Search {
  readonly finder: CauseFinder;
  lines: number;
  chars: number;
  output: TailLine[] | undefined;
  isOver: boolean;
}

function newSearch(): Search {
  return { finder: new CauseFinder(), lines: 0, chars: 0, output: [], isOver: false };
}
