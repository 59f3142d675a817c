import type { CommandSpec } from "../commands/command.ts";

/** A line of the table of commands. The module is loaded when its command is called, so that each pays for itself alone. */
export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Whether it ends as a command of the user's ends, whose exit code may be 1 or 2. */
  readonly runsCommand?: true;
  readonly load: () => Promise<{ command: CommandSpec<never> }>;
}

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "record",
    summary: "run a command, pass everything through, and record it as a session",
    runsCommand: true,
    load: () => import("../commands/record.ts"),
  },
  {
    name: "start",
    summary: "begin a session of many steps, and print its id",
    load: () => import("../commands/start.ts"),
  },
  {
    name: "tier",
    summary: "name the steps that are next in a session",
    load: () => import("../commands/tier.ts"),
  },
  {
    name: "step",
    summary: "run a command and record it as a step of a session",
    runsCommand: true,
    load: () => import("../commands/step.ts"),
  },
  {
    name: "skip",
    summary: "note that a step is not run",
    load: () => import("../commands/skip.ts"),
  },
  {
    name: "end",
    summary: "end a session of many steps",
    load: () => import("../commands/end.ts"),
  },
  {
    name: "event",
    summary: "add one event to a session",
    load: () => import("../commands/event.ts"),
  },
  {
    name: "list",
    summary: "list sessions, newest first",
    load: () => import("../commands/list.ts"),
  },
  {
    name: "show",
    summary: "show what happened in a session",
    load: () => import("../commands/show.ts"),
  },
  {
    name: "listen",
    alias: "tail",
    summary: "replay a session and follow it live",
    load: () => import("../commands/listen.ts"),
  },
  {
    name: "events",
    summary: "print the events of a session, all or some",
    load: () => import("../commands/events.ts"),
  },
  {
    name: "status",
    summary: "say in one word what a session is doing",
    load: () => import("../commands/status.ts"),
  },
  {
    name: "search",
    summary: "find lines in the recorded output of all sessions",
    load: () => import("../commands/search.ts"),
  },
  {
    name: "wait",
    summary: "wait until sessions have ended",
    load: () => import("../commands/wait.ts"),
  },
  {
    name: "path",
    summary: "print where the log of a session lies",
    load: () => import("../commands/path.ts"),
  },
  {
    name: "stats",
    summary: "say how often workflows and their steps succeed, and how long they take",
    load: () => import("../commands/stats.ts"),
  },
  {
    name: "diff",
    summary: "say what is different in a session from when it last worked",
    load: () => import("../commands/diff.ts"),
  },
  {
    name: "gc",
    summary: "remove old sessions by age, number or size",
    load: () => import("../commands/gc.ts"),
  },
  {
    name: "rm",
    summary: "remove single sessions",
    load: () => import("../commands/rm.ts"),
  },
  {
    name: "verify",
    summary: "check that logs and indexes are whole and say the same",
    load: () => import("../commands/verify.ts"),
  },
  {
    name: "repair",
    summary: "mend damaged logs and indexes; says what it would do until --write",
    load: () => import("../commands/repair.ts"),
  },
  {
    name: "redact",
    summary: "mask secrets in recorded sessions; says what it would do until --write",
    load: () => import("../commands/redact.ts"),
  },
];

/** The line of a command by its name or alias; undefined for a word that is neither. */
export function calledCommand(word: string | undefined): CommandEntry | undefined {
  return COMMANDS.find(({ name, alias }) =>
    word !== undefined && (word === name || word === alias)
  );
}
