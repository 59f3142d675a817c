import fs from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { StorageError } from "../storage/errors.ts";
import { rememberHome } from "../storage/private/home_guard.ts";

/** Where the sessions of one project are kept (or those that were recorded outside any project). */
export interface ProjectPaths {
  /** `~/.zig/projects/<sanitized root>`, or `~/.zig` outside git: what the logs and indexes call the project. */
  readonly storage: string;
  readonly index: string;
  readonly sessions: string;
}

/** `$ZIG_HOME`, or `~/.zig`. Throws StorageError when there is no home at all. */
export function zigHome(): string {
  const named = process.env["ZIG_HOME"];
  if (named) return named.startsWith("/") ? named : join(process.cwd(), named);
  const home = process.env["HOME"] || homeOfUser();
  if (home) return join(home, ".zig");
  throw new StorageError(
    "Could not find a folder for the sessions",
    "HOME is not set",
    "Set HOME or ZIG_HOME",
  );
}

/** The home of the user in the system's table; empty for a user who is not in it, as in many containers. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}

/** The git root that holds `folder` (physical path), or null. `.git` may be a folder or, in a worktree, a file. */
export function findProjectRoot(folder: string): string | null {
  let current: string;
  try {
    current = fs.realpathSync(folder);
  } catch {
    // The folder has been deleted under us: it is in no project.
    return null;
  }
  for (;; current = dirname(current)) {
    if (fs.existsSync(join(current, ".git"))) return current;
    if (current === dirname(current)) return null;
  }
}

/** The name of a project's folder: without leading slashes, every other `/` as `-`. Two roots can share a name. */
export function sanitizeProjectPath(root: string): string {
  return root.replace(/^\/+/, "").replaceAll("/", "-");
}

/** The paths for a project root, or for null: outside git. */
export function projectPaths(root: string | null, home: string = zigHome()): ProjectPaths {
  rememberHome(home);
  return pathsOfStorage(root === null ? home : join(home, "projects", sanitizeProjectPath(root)));
}

/** The paths within a project's storage folder. */
export function pathsOfStorage(storage: string): ProjectPaths {
  const logs = join(storage, "logs");
  return { storage, index: join(logs, "index.json"), sessions: join(logs, "sessions") };
}

/** The paths of the project that a log belongs to. */
export function pathsOfLog(path: string): ProjectPaths {
  return pathsOfStorage(dirname(dirname(dirname(path))));
}

/** The home that a project is stored in. */
export function homeOfStorage(storage: string): string {
  const parent = dirname(storage);
  return basename(parent) === "projects" ? dirname(parent) : storage;
}

/** The paths of every project of a home that has any, and of what was recorded outside git. */
export function allProjectPaths(home: string): ProjectPaths[] {
  rememberHome(home);
  const projects = join(home, "projects");
  const files = fs.existsSync(projects) ? fs.readdirSync(projects, { withFileTypes: true }) : [];
  // Such as a .DS_Store.
  const folders = files.filter((file) => !file.isFile()).map(({ name }) => join(projects, name));
  return [home, ...folders].map(pathsOfStorage);
}

/** The index of all projects. */
export function globalIndexPath(home: string = zigHome()): string {
  rememberHome(home);
  return join(home, "sessions_index.json");
}

/**
 * Where a log of an index lies in this home: a home may have been moved, or mounted elsewhere in a container, and an
 * index must not lead a reader out of it, nor to what no log is called.
 */
export function logPathInHome(path: string, home: string): string {
  rememberHome(home);
  const [, project = "", name] = LOG_PATH.exec(path) ?? [];
  return join(
    home,
    name === undefined ? "logs/sessions/unknown.jsonl" : `${project}logs/sessions/${name}`,
  );
}

// As long as a name of a file may be, and without the zero byte that ends a path for the system.
const LOG_PATH =
  /(?:^|\/)(projects\/(?!\.\.?\/)[^/\0]{1,255}\/)?logs\/sessions\/([^/\0]{1,255}\.jsonl)$/;

/** The log of a session. */
export function logPath(paths: ProjectPaths, sessionId: string): string {
  return join(paths.sessions, `${sessionId}.jsonl`);
}

const SESSION_ID = /^[A-Za-z0-9][\w-]{0,127}$/;

/** Whether a word from outside may be a session's id, and so a part of a path: it looks like what we or zig-core give. */
export function isSessionId(word: string): boolean {
  return SESSION_ID.test(word);
}
