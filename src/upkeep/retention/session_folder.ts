import fs from "node:fs";
import { relative } from "node:path";
import { reasonOf, StorageError } from "../../storage/errors.ts";
import { PinnedFolder } from "../../storage/private/pinned_folder.ts";
import { type Liveness, liveSessions } from "../../session/lifecycle/liveness.ts";
import type { ProjectPaths } from "../../session/paths.ts";
import { isGeneratedId, parseSessionFileName } from "./session_files.ts";

/** A regular file of a session. */
export interface SessionFile {
  readonly name: string;
  readonly bytes: number;
}

/** The files of one session. */
export interface SessionFiles {
  readonly id: string;
  /** Undefined when the log is gone. */
  log?: SessionFile;
  /** Why what stands in the log's place is not to be touched. */
  obstacle?: string;
  readonly sidecars: SessionFile[];
}

const PROBE_MS = 500;

/** A `sessions` folder as it was when it was opened. Its files are reached by {@link at}, and no way leads out of it. */
export class SessionFolder implements Disposable {
  readonly paths: ProjectPaths;
  /** By id. */
  readonly sessions: ReadonlyMap<string, SessionFiles>;
  readonly #pinned: PinnedFolder;
  #held: ReadonlySet<string> = new Set();
  #probedMs = -Infinity;

  private constructor(paths: ProjectPaths, pinned: PinnedFolder) {
    this.paths = paths;
    this.#pinned = pinned;
    this.sessions = filesBySession(pinned);
  }

  /** Undefined where there is no such folder. Throws StorageError, also for one behind a symbolic link. */
  static open(paths: ProjectPaths, home: string): SessionFolder | undefined {
    const pinned = PinnedFolder.open(home, relative(home, paths.sessions));
    if (!pinned) return undefined;
    try {
      return new SessionFolder(paths, pinned);
    } catch (error) {
      pinned[Symbol.dispose]();
      const attempted = `Could not list "${paths.sessions}"`;
      throw new StorageError(attempted, reasonOf(error), "Give access to it", { cause: error });
    }
  }

  /** The path by which a file of this folder is opened or removed; not one to show. */
  at({ name }: Pick<SessionFile, "name">): string {
    return this.#pinned.at(name);
  }

  /** What the locks of a session say, or said a moment ago: a look at them costs a list of the folder. */
  livenessOf({ id, sidecars }: SessionFiles): Liveness {
    if (performance.now() - this.#probedMs > PROBE_MS) {
      this.#held = liveSessions(this.#pinned.at());
      this.#probedMs = performance.now();
    }
    if (this.#held.has(id)) return "alive";
    return sidecars.some(({ name }) => name.endsWith(".live")) ? "dead" : "unknown";
  }

  /** The files of sessions without a log, but for those whose names could be somebody else's. */
  get orphans(): SessionFiles[] {
    return [...this.sessions.values()].filter((files) =>
      files.log === undefined && files.obstacle === undefined && isGeneratedId(files.id) &&
      this.livenessOf(files) !== "alive"
    );
  }

  [Symbol.dispose](): void {
    this.#pinned[Symbol.dispose]();
  }
}

/** How many bytes a session takes: its log and what stands beside it. */
export function bytesOf({ log, sidecars }: SessionFiles): number {
  return sidecars.reduce((sum, { bytes }) => sum + bytes, log?.bytes ?? 0);
}

function filesBySession(folder: PinnedFolder): Map<string, SessionFiles> {
  const sessions = new Map<string, SessionFiles>();
  for (const name of fs.readdirSync(folder.at())) {
    const parsed = parseSessionFileName(name);
    const stats = parsed && fs.lstatSync(folder.at(name), { throwIfNoEntry: false });
    if (!parsed || !stats) continue;
    const { id, kind } = parsed;
    const files = sessions.get(id) ?? { id, sidecars: [] };
    if (stats.isFile()) {
      const file = { name, bytes: stats.size };
      if (kind === "log") files.log = file;
      else files.sidecars.push(file);
    } else if (kind === "log") {
      files.obstacle = stats.isSymbolicLink() ? "it is a symbolic link" : "it is no regular file";
    } else continue;
    sessions.set(id, files);
  }
  return sessions;
}
