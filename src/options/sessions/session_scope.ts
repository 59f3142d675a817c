import fs from "node:fs";
import { NotFoundError, type SessionScope } from "../../session/mod.ts";
import { scopeText } from "../../session/lookup/scope_text.ts";
import { SessionList } from "../../session/lookup/session_list.ts";
import { UsageError } from "../errors.ts";

/** The options that say which sessions are looked at. */
export interface ScopeOptions {
  project: string;
  global: boolean;
}

/** How {@link ScopeOptions} are given. */
export const SCOPE_OPTIONS = [
  { flags: "--project <dir>", summary: "look at the project that holds this folder" },
  { flags: "-g, --global", summary: "look at the sessions of all projects" },
] as const;

/** The scope that options ask for. Throws UsageError for two at once, NotFoundError for a folder that is not there. */
export function scopeOf({ project, global }: Partial<ScopeOptions>): SessionScope {
  if (project === undefined) return global ? { global } : {};
  if (global) throw new UsageError("--project and --global exclude each other.");
  if (!fs.statSync(project, { throwIfNoEntry: false })?.isDirectory()) {
    throw new NotFoundError(`no such directory: "${project}"`);
  }
  return { project };
}

/** What to tell who looks at a scope without sessions. */
export function nothingRecordedText(scope: SessionScope): string {
  const how = `Record with "zig-session record -- <command>".`;
  if (scope.global) return `Nothing has been recorded yet. ${how}`;
  const others = new SessionList({ global: true }).length;
  const elsewhere = others > 0 ? ` Other projects have ${count(others)}: see --global.` : "";
  return `Nothing has been recorded ${scopeText(scope)} yet. ${how}${elsewhere}`;
}

function count(sessions: number): string {
  return sessions === 1 ? "1 session" : `${sessions} sessions`;
}
