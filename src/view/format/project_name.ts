import { homedir } from "node:os";
import { basename, dirname } from "node:path";
import {
  type GlobalSessionEntry,
  readSessionEvents,
  sanitizeProjectPath,
  type SessionEntry,
} from "../../session/mod.ts";

/**
 * Names the projects of sessions as people know them, such as "~/src/shop"; "-" is outside of any. The index has only the
 * name of a folder, in which slashes have become dashes, so the log's `cwd` says where that was.
 */
export class ProjectNames {
  readonly #known = new Map<string, string>();

  of(entry: SessionEntry): string {
    if (!("project" in entry)) return "";
    let name = this.#known.get(entry.project);
    if (name === undefined) this.#known.set(entry.project, name = findName(entry));
    return name;
  }
}

function findName({ project, log_path }: GlobalSessionEntry): string {
  if (basename(dirname(project)) !== "projects") return "-";
  const sanitized = basename(project);
  for (let folder = startFolder(log_path); folder !== ""; folder = parent(folder)) {
    if (sanitizeProjectPath(folder) === sanitized) return withTilde(folder);
  }
  return sanitized;
}

function startFolder(logPath: string): string {
  try {
    for (const event of readSessionEvents(logPath)) {
      return event.type === "zig_session_started" ? event.cwd ?? "" : "";
    }
  } catch {
    // The log has been deleted.
  }
  return "";
}

function parent(folder: string): string {
  return dirname(folder) === folder ? "" : dirname(folder);
}

function withTilde(path: string): string {
  const home = homedir();
  return home !== "/" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
