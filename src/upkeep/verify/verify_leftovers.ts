import fs from "node:fs";
import { dirname, join } from "node:path";
import { isHeld, liveSessions } from "../../session/lifecycle/liveness.ts";
import type { SessionScope } from "../../session/lookup/list_sessions.ts";
import { zigHome } from "../../session/paths.ts";
import { projectsInScope } from "./verify_targets.ts";

/** A file that a crash has left behind: no fault, and safe to delete, but for what a repair can still log of a ring. */
export interface Leftover {
  readonly kind: "stale_live" | "stale_tmp" | "stale_ring";
  readonly path: string;
}

// Whoever writes one replaces its file long before that.
const TMP_AGE_MS = 60_000;

/** What crashes have left behind in the folders of a scope. */
export function findLeftovers(scope: SessionScope): Leftover[] {
  const projects = projectsInScope(scope);
  const folders = projects.flatMap(({ index, sessions }) => [dirname(index), sessions]);
  const home = scope.home ?? zigHome();
  return [...new Set([home, ...folders])].flatMap(leftoversIn);
}

function leftoversIn(folder: string): Leftover[] {
  const names = namesIn(folder).filter((name) => /\.\d+\.(?:live|tmp|ring)$/.test(name));
  if (names.length === 0) return [];
  const live = liveSessions(folder);
  return names.flatMap((name): Leftover[] => {
    const path = join(folder, name);
    if (name.endsWith(".tmp")) return isOld(path) ? [{ kind: "stale_tmp", path }] : [];
    if (name.endsWith(".ring")) {
      const [, id = "", recorder] = /^(.*)\.(\d+)\.\d+\.ring$/.exec(name) ?? [];
      const isKept = isHeld(join(folder, `${id}.${recorder}.live`)) || !fs.existsSync(path);
      return isKept ? [] : [{ kind: "stale_ring", path }];
    }
    const alive = live.has(name.replace(/\.\d+\.live$/, ""));
    return alive || !fs.existsSync(path) ? [] : [{ kind: "stale_live", path }];
  });
}

function isOld(path: string): boolean {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > TMP_AGE_MS;
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    // A folder that is not there has nothing left in it.
    return [];
  }
}
