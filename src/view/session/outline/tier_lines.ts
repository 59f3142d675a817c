import type { OutlinedStep, StepStatus } from "../../../session/outline/step_outline.ts";
import { STEP_MARKS } from "../../format/marks.ts";
import { countText } from "../../format/count_text.ts";
import type { Layout } from "../../terminal/layout.ts";
import { tailLines } from "./output_lines.ts";
import { commandLines, missingLines, rowColumns, stepRow } from "./step_row.ts";

/** How steps are listed. */
export interface TierListing {
  /** Those that have been told of above. */
  readonly explained: ReadonlySet<OutlinedStep>;
  /** How many of its last lines a step shows that runs, or was allowed to fail. */
  readonly tail: number;
  /** Whether steps of which there is nothing to say are listed too. */
  readonly all: boolean;
}

/** A tier that has more folds those of which there is nothing to say to a count, from {@link LEAST_FOLDED} on. */
const MOST_UNFOLDED = 8, LEAST_FOLDED = 3;
const FOLDED: Partial<Record<StepStatus, string>> = {
  completed: "passed",
  pending: "pending",
  not_run: "not run",
};

/** The steps by tier, each in a row. */
export function tierLines(
  steps: readonly OutlinedStep[],
  { explained, tail, all }: TierListing,
  layout: Pick<Layout, "columns" | "paint">,
): string[] {
  const { columns, paint } = layout;
  const tiers = [...Map.groupBy(steps, ({ tier_index }) => tier_index)].map(([index, members]) => {
    const folded = all ? [] : foldable(members);
    return { index, folded, rows: members.filter((step) => !folded.includes(step)) };
  });
  const common = rowColumns(tiers.flatMap(({ rows }) => rows), steps, columns);
  const alone = steps.length === 1;
  return tiers.flatMap(({ index, folded, rows }) => [
    "",
    ...(tiers.length > 1 ? [paint("dim", `tier ${index + 1}`)] : []),
    ...rows.flatMap((step) => [
      ...stepRow(step, common, paint),
      ...(explained.has(step) ? [] : detailLines(step, { alone, tail }, layout)),
    ]),
    ...foldLines(folded, paint),
  ]);
}

function foldable(members: readonly OutlinedStep[]): OutlinedStep[] {
  if (members.length <= MOST_UNFOLDED) return [];
  const plain = members.filter((step) =>
    FOLDED[step.status] !== undefined && step.attempts <= 1 && !step.exit_code &&
    step.omitted_lines + step.lost_lines === 0
  );
  return [...Map.groupBy(plain, ({ status }) => status).values()]
    .flatMap((alike) => alike.length < LEAST_FOLDED ? [] : alike);
}

function foldLines(folded: readonly OutlinedStep[], paint: Layout["paint"]): string[] {
  return [...Map.groupBy(folded, ({ status }) => status)].map(([status, { length }]) => {
    const { symbol, look } = STEP_MARKS[status];
    return `  ${paint(look, symbol)} ${
      paint("dim", `${countText(length, "step")} ${FOLDED[status]}`)
    }`;
  });
}

function detailLines(
  step: OutlinedStep,
  { alone, tail }: { readonly alone: boolean; readonly tail: number },
  layout: Pick<Layout, "columns" | "paint">,
): string[] {
  const lost = missingLines(step, layout.paint);
  const isTold = step.status === "running" || (step.status === "failed" && step.failure_allowed);
  if (!isTold) return lost;
  return [...(alone ? [] : commandLines(step, layout)), ...lost, ...tailLines(step, tail, layout)];
}
