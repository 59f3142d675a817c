/**
 * The zig session log: write, coordinate, index, find and read sessions, compatible with the Rust crate zig-core.
 *
 * @module
 */
export type {
  OutputStream,
  SessionEventKind,
  SessionEventType,
  SessionLogEvent,
  SessionStatus,
} from "./event.ts";
export { DamagedLogError, NotFoundError } from "./errors.ts";
export { StorageError } from "../storage/errors.ts";
export { SessionWriter } from "./writing/session_writer.ts";
export type { ExtraFields, JoinOptions, SessionOptions } from "./writing/session_options.ts";
export { type CoordinatorOptions, SessionCoordinator } from "./lifecycle/session_coordinator.ts";
export { type DamagedLine, readSessionEvents } from "./reading/read_session_events.ts";
export {
  type GlobalSessionEntry,
  GlobalSessionIndex,
  SessionLogIndex,
  type SessionLogIndexEntry,
} from "./index/session_index.ts";
export {
  loadGlobalIndex,
  loadProjectIndex,
  saveGlobalIndex,
  saveProjectIndex,
} from "./index/index_file.ts";
export { updateGlobalIndex, updateProjectIndex } from "./index/index_update.ts";
export { listSessions, type SessionEntry, type SessionScope } from "./lookup/list_sessions.ts";
export { findSession } from "./lookup/find_session.ts";
export { type SessionState, sessionState } from "./lifecycle/session_state.ts";
export {
  findProjectRoot,
  globalIndexPath,
  logPath,
  type ProjectPaths,
  projectPaths,
  sanitizeProjectPath,
  zigHome,
} from "./paths.ts";
