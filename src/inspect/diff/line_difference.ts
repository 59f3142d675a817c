/** Which of two runs: the earlier one that is compared with, or the later one that is looked at. */
export type Run = "before" | "after";

/** A line that one run has and the other has not, or that one has far more often. */
export interface DifferingLine<Place> {
  readonly in: Run | "both";
  /** Where it was first met, and in which run. */
  readonly place: Place;
  readonly placeIn: Run;
  /** How often each run has it, or what is the same in the comparison. */
  readonly count: Readonly<Record<Run, number>>;
  /** Whether nothing that both have stands between it and the line before it. */
  readonly joined: boolean;
}

/** What two runs differ in. */
export interface LineDifferences<Place> {
  /** In the order of the runs, those of the earlier before those of the later where they stand at the same place. */
  readonly lines: readonly DifferingLine<Place>[];
  /** How many there are of each, with those that `lines` has no room for. */
  readonly total: Readonly<Record<DifferingLine<Place>["in"], number>>;
  /** Whether lines had to be forgotten, so that what stands far apart in the two was not recognized. */
  readonly overflowed: boolean;
}

/** How {@link LineDifference} is bounded. */
export interface DifferenceBounds {
  /** How many different lines are known at the same time. */
  readonly knownLines: number;
  /** How many differing lines of a run are kept. */
  readonly keptLines: number;
}

// What is repeated while something is waited for is not worth telling, unless there is far more of it.
const MANY_TIMES = 4, MANY_MORE = 10;

interface Known<Place> {
  readonly place: Place;
  readonly firstIn: Run;
  /** In lines from its run's start, of the first in the earlier run. */
  position: number;
  before: number;
  after: number;
}

/**
 * Finds the lines that only one of two runs has, whatever their order: steps that work in parallel never print in the same
 * one. It is given hashes in place of lines, from both runs by turns, and its memory does not grow with the runs: when too
 * many are known, those are forgotten first that both have.
 */
export class LineDifference<Place> {
  readonly #bounds: DifferenceBounds;
  readonly #known = new Map<number, Known<Place>>();
  readonly #found: Known<Place>[] = [];
  readonly #total = { before: 0, after: 0, both: 0 };
  #overflowed = false;
  #positionBefore = 0;
  /** Of the last line of the later run that the earlier one has too. */
  #anchor = 0;

  constructor(bounds: DifferenceBounds) {
    this.#bounds = bounds;
  }

  add(run: Run, hash: number, place: Place): void {
    if (run === "before") this.#positionBefore++;
    const known = this.#known.get(hash);
    if (known) {
      if (run === "before" && known.before === 0) known.position = this.#positionBefore;
      known[run]++;
      if (run === "after" && known.before > 0) {
        this.#anchor = Math.max(this.#anchor, known.position);
      }
      return;
    }
    const position = run === "before" ? this.#positionBefore : this.#anchor + 0.5;
    const line = { place, firstIn: run, position, before: 0, after: 0 };
    line[run] = 1;
    this.#known.set(hash, line);
    if (this.#known.size > this.#bounds.knownLines) this.#forget();
  }

  finish(): LineDifferences<Place> {
    for (const line of this.#known.values()) this.#judge(line);
    this.#known.clear();
    const found = this.#found.sort((a, b) => a.position - b.position);
    return { lines: hunks(found).flat(), total: this.#total, overflowed: this.#overflowed };
  }

  /** Makes room for half as many again: first at the cost of what both have, then of what is oldest. */
  #forget(): void {
    const room = this.#bounds.knownLines / 2;
    for (const onlyCommon of [true, false]) {
      for (const [hash, line] of this.#known) {
        if (this.#known.size <= room) return;
        if (onlyCommon && kindOf(line) !== undefined) continue;
        if (!onlyCommon) this.#overflowed = true;
        this.#judge(line);
        this.#known.delete(hash);
      }
    }
  }

  #judge(line: Known<Place>): void {
    const kind = kindOf(line);
    if (!kind) return;
    if (this.#total[kind]++ < this.#bounds.keptLines) this.#found.push(line);
  }
}

function kindOf({ before, after }: Known<unknown>): Run | "both" | undefined {
  if (before === 0) return "after";
  if (after === 0) return "before";
  const less = Math.min(before, after), more = Math.max(before, after);
  return more >= less * MANY_TIMES && more - less >= MANY_MORE ? "both" : undefined;
}

/** Lines in groups between which both runs have something; in each, the earlier run's come first. */
function hunks<Place>(found: readonly Known<Place>[]): DifferingLine<Place>[][] {
  const groups: Known<Place>[][] = [];
  let end = -Infinity;
  for (const line of found) {
    if (line.position > end + 1) groups.push([]);
    groups.at(-1)?.push(line);
    end = Math.max(end, line.position);
  }
  return groups.map((group) =>
    [...group.filter((line) => line.after === 0), ...group.filter((line) => line.after > 0)]
      .map((line, at) => differingLine(line, at > 0))
  );
}

function differingLine<Place>(line: Known<Place>, joined: boolean): DifferingLine<Place> {
  const { place, firstIn: placeIn, before, after } = line;
  return { in: kindOf(line) ?? "both", place, placeIn, count: { before, after }, joined };
}
