import type { CommandSpec } from "../commands/command.ts";

/** A line of the table of commands. The module is loaded when its command is called, so that each pays for itself alone. */
export interface CommandEntry {
  readonly name: string;
  /** Other names that people try. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Whether it ends as a command of the user's ends, whose exit code may be 1 or 2. */
  readonly runsCommand?: true;
  readonly load: () => Promise<{ command: CommandSpec<never> }>;
}

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "record",
    aliases: ["run", "rec"],
    summary: "run a command, pass everything through and record it",
    runsCommand: true,
    load: () => import("../commands/record.ts"),
  },
  {
    name: "start",
    summary: "begin a session of several steps and print its id",
    load: () => import("../commands/start.ts"),
  },
  {
    name: "tier",
    summary: "name the next steps of a session",
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
    summary: "record that a step was skipped",
    load: () => import("../commands/skip.ts"),
  },
  {
    name: "end",
    summary: "end a session of several steps",
    load: () => import("../commands/end.ts"),
  },
  {
    name: "event",
    summary: "add one event to a session",
    load: () => import("../commands/event.ts"),
  },
  {
    name: "list",
    aliases: ["ls"],
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
    aliases: ["logs", "tail"],
    summary: "replay a session and follow it live",
    load: () => import("../commands/listen.ts"),
  },
  {
    name: "events",
    summary: "print the events of a session",
    load: () => import("../commands/events.ts"),
  },
  {
    name: "status",
    summary: "print the state of a session in one word",
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
    summary: "print the path of a session's log",
    load: () => import("../commands/path.ts"),
  },
  {
    name: "stats",
    summary: "show success rates and durations",
    load: () => import("../commands/stats.ts"),
  },
  {
    name: "diff",
    summary: "compare a session with the last time the same command worked",
    load: () => import("../commands/diff.ts"),
  },
  {
    name: "gc",
    aliases: ["prune"],
    summary: "delete old sessions by age, number or size",
    load: () => import("../commands/gc.ts"),
  },
  {
    name: "rm",
    aliases: ["delete"],
    summary: "delete single sessions",
    load: () => import("../commands/rm.ts"),
  },
  {
    name: "verify",
    summary: "check that logs and indexes are intact and agree",
    load: () => import("../commands/verify.ts"),
  },
  {
    name: "repair",
    summary: "repair damaged logs and indexes (dry run without --write)",
    load: () => import("../commands/repair.ts"),
  },
  {
    name: "redact",
    summary: "mask secrets in recorded sessions (dry run without --write)",
    load: () => import("../commands/redact.ts"),
  },
  {
    name: "help",
    summary: "show a topic of the manual, or the help of a command",
    load: () => import("../commands/help.ts"),
  },
];

/** The line of a command by its name or alias; undefined for a word that is neither. */
export function calledCommand(word: string | undefined): CommandEntry | undefined {
  return COMMANDS.find(({ name, aliases = [] }) =>
    word !== undefined && (word === name || aliases.includes(word))
  );
}
