import type { Departure } from "../../upkeep/retention/retention_rules.ts";
import { SESSION_MARKS } from "../format/marks.ts";
import type { Layout } from "../terminal/layout.ts";
import { ProjectNames } from "../format/project_name.ts";
import { sizeText } from "../format/size_text.ts";
import { type Cell, type Column, tableLines } from "../terminal/table.ts";
import { terminalText } from "../terminal/terminal_text.ts";
import { shortTimeText } from "../format/time_text.ts";
import { nameText } from "../format/name_text.ts";

/** Below this many columns the symbol stands for the state, and the rule and the project are left out. */
const ROOMY_COLUMNS = 60;

interface DepartureColumn extends Column {
  readonly cell: (departure: Departure) => Cell;
}

/** The lines of a list of sessions that go, safe for a terminal. `shortIds` are of all sessions of their scope. */
export function departureLines(
  departures: readonly Departure[],
  shortIds: ReadonlyMap<string, string>,
  layout: Layout,
): string[] {
  const columns = chooseColumns(departures, shortIds, layout);
  const cells = departures.map((departure) => columns.map(({ cell }) => cell(departure)));
  return tableLines(columns, cells, layout.columns, layout.paint);
}

function chooseColumns(
  departures: readonly Departure[],
  shortIds: ReadonlyMap<string, string>,
  { columns, nowMs }: Layout,
): DepartureColumn[] {
  const roomy = columns >= ROOMY_COLUMNS;
  const names = new ProjectNames();
  const always: DepartureColumn[] = [
    {
      title: "ID",
      cell: ({ session: { id } }) => ({ text: terminalText(shortIds.get(id) ?? id), look: "bold" }),
    },
    {
      title: roomy ? "STATUS" : "",
      cell: ({ session: { state } }) => {
        const { symbol, label, look } = SESSION_MARKS[state];
        return { text: roomy ? `${symbol} ${label}` : symbol, look };
      },
    },
    {
      title: "LAST EVENT",
      cell: ({ session: { lastSign } }) => ({ text: shortTimeText(lastSign, nowMs) }),
    },
    {
      title: "SIZE",
      align: "right",
      cell: ({ session: { bytes } }) => ({ text: sizeText(bytes) }),
    },
  ];
  const why: DepartureColumn = {
    title: "RULE",
    cell: ({ reasons }) => ({ text: reasons.join(", ") }),
  };
  const project: DepartureColumn = {
    title: "PROJECT",
    keep: "end",
    cell: ({ session: { entry } }) => ({ text: terminalText(names.of(entry)) }),
  };
  const workflow: DepartureColumn = {
    title: "WORKFLOW",
    keep: "beginning",
    cell: ({ session: { entry } }) => ({ text: nameText(entry.workflow_name) }),
  };
  const withProject = roomy && departures.some(({ session: { entry } }) => "project" in entry);
  return [...always, ...(roomy ? [why] : []), ...(withProject ? [project] : []), workflow];
}
