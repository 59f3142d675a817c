import process from "node:process";
import { findProjectRoot } from "../paths.ts";
import type { SessionScope } from "./list_sessions.ts";

/** A scope in words that follow a verb: "in this project", "in any project", or "outside git", where all folders are one. */
export function scopeText({ global, project }: SessionScope): string {
  if (global) return "in any project";
  return findProjectRoot(project ?? process.cwd()) === null ? "outside git" : "in this project";
}
