import type { SessionStatus } from "../event.ts";
import { updateGlobalIndex, updateProjectIndex } from "./index_update.ts";
import { globalIndexPath, type ProjectPaths } from "../paths.ts";

/** What both indexes say of a session when it begins. */
export interface Registration {
  readonly zig_session_id: string;
  readonly workflow_name: string;
  readonly workflow_path: string;
  readonly log_path: string;
  readonly started_at: string;
}

/**
 * Enters a session in the index of its project and in the global one. Each is tried whatever becomes of the other; throws
 * StorageError of the first that failed.
 */
export function registerSession(
  paths: ProjectPaths,
  home: string,
  registration: Registration,
): void {
  const { zig_session_id, workflow_name, workflow_path, log_path, started_at } = registration;
  const times = { started_at, ended_at: null, status: null };
  const { storage } = paths;
  attemptBoth(
    () =>
      updateProjectIndex(
        paths.index,
        (index) =>
          index.upsert({
            zig_session_id,
            workflow_name,
            workflow_path,
            log_path,
            ...times,
            workspace_path: storage,
          }),
      ),
    () =>
      updateGlobalIndex(
        globalIndexPath(home),
        (index) =>
          index.upsert({ zig_session_id, workflow_name, project: storage, log_path, ...times }),
      ),
  );
}

/** Notes a session's end in both indexes, as {@link registerSession} does its beginning. */
export function stampSession(
  paths: ProjectPaths,
  home: string,
  sessionId: string,
  endedAt: string,
  status: SessionStatus,
): void {
  attemptBoth(
    () => updateProjectIndex(paths.index, (index) => index.stamp(sessionId, endedAt, status)),
    () =>
      updateGlobalIndex(globalIndexPath(home), (index) => index.stamp(sessionId, endedAt, status)),
  );
}

function attemptBoth(...actions: (() => void)[]): void {
  const errors: unknown[] = [];
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
