/** A command that looks at sessions, as it is called here. */
export interface Reading {
  readonly name: string;
  /** What it cannot do without. */
  readonly words?: string;
  /** Its exit code, and what it prints, where nothing has been recorded yet. */
  readonly empty: readonly [code: number, stdout: string];
  /** Its exit codes for sessions that all have succeeded. */
  readonly good?: readonly number[];
  /** Further ways to call it, each of which prints something else of a log. */
  readonly variants?: readonly string[];
}

const NOTHING = 1, TROUBLE = 2;

/** All of them. */
export const READINGS: readonly Reading[] = [
  { name: "list", empty: [0, ""], variants: ["--json", "--global"] },
  {
    name: "show",
    empty: [TROUBLE, ""],
    variants: [
      "--json",
      "--budget 2000",
      "--budget 2000 --json",
      "--output",
      "--output --timestamps",
    ],
  },
  {
    name: "listen",
    empty: [TROUBLE, ""],
    variants: ["--format text", "--json", "--timestamps"],
  },
  { name: "events", empty: [TROUBLE, ""], variants: ["--json", "--last 3", "--count"] },
  { name: "status", empty: [TROUBLE, ""], variants: ["--json"] },
  {
    name: "search",
    words: "e",
    empty: [NOTHING, ""],
    variants: ["--json", "-C 2", "-c", "-l", "--raw"],
  },
  { name: "wait", empty: [TROUBLE, ""], variants: ["--json"] },
  { name: "path", empty: [TROUBLE, ""], variants: ["--json", "--index"] },
  { name: "stats", empty: [0, ""], variants: ["--json", "--global"] },
  { name: "diff", empty: [TROUBLE, ""], good: [0, 1], variants: ["--json"] },
];
