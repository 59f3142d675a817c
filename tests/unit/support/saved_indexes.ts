import fs from "node:fs";
import { dirname } from "node:path";
import { saveGlobalIndex, saveProjectIndex } from "../../../src/session/index/index_file.ts";
import { GlobalSessionIndex, SessionLogIndex } from "../../../src/session/index/session_index.ts";
import type { SessionPlace } from "./session_place.ts";

/** What all entries have in common: when they started, and where their logs are said to be. */
export interface EntryFields {
  readonly started_at?: string;
  readonly log_path?: string;
}

/** Saves both indexes of a place with entries of these ids, as if their sessions had been recorded. */
export function saveIndexes(
  place: SessionPlace,
  projectIds: readonly string[],
  globalIds: readonly string[] = projectIds,
  fields: (id: string) => EntryFields = () => ({}),
): void {
  const { storage, sessions, index } = place.paths;
  const common = (id: string) => ({
    zig_session_id: id,
    workflow_name: "build",
    log_path: `${sessions}/${id}.jsonl`,
    started_at: "2026-01-02T03:04:05.000006+00:00",
    ended_at: null,
    status: null,
    ...fields(id),
  });
  fs.mkdirSync(dirname(index), { recursive: true });
  saveProjectIndex(
    index,
    new SessionLogIndex(
      projectIds.map((id) => ({
        ...common(id),
        workflow_path: "/home/ada/bin/build",
        workspace_path: storage,
      })),
    ),
  );
  saveGlobalIndex(
    place.globalIndex,
    new GlobalSessionIndex(globalIds.map((id) => ({ ...common(id), project: storage }))),
  );
}
