import fs from "node:fs";
import type { SessionStatus } from "../event.ts";
import { readArchive } from "./archive/index_archive.ts";
import type { IndexKind } from "./index_kind.ts";
import type { IndexText } from "./index_text.ts";
import { amendIndex } from "./index_amendment.ts";
import { changeEntries, type KnownIndex } from "./index_update.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

/** How a session ended, as an index says it. */
export interface RegisteredEnd {
  readonly ended_at: string;
  readonly status: SessionStatus;
}

/** The entry of one session in one index. */
export class EntryRegistration<Entry extends SessionLogIndexEntry | GlobalSessionEntry> {
  readonly #kind: IndexKind<Entry>;
  readonly #path: string;
  readonly #log: string;
  #isEntered = false;
  /** The index as the session was entered in it: when it ends, nothing else may have changed there. */
  #last: IndexText<Entry> | undefined;

  constructor(kind: IndexKind<Entry>, path: string, log: string) {
    this.#kind = kind;
    this.#path = path;
    this.#log = log;
  }

  /** Enters a session that begins, once; `waitMs` as in {@link KnownIndex}. */
  enter(entry: Entry, waitMs?: number): void {
    if (this.#isEntered) return;
    const known = { ownLog: this.#log, ...limit(waitMs) };
    this.#last = changeEntries(this.#kind, this.#path, (index) => index.upsert(entry), known);
    this.#isEntered = true;
  }

  /**
   * Notes the end of the session `id` where its entry stands, be that in the archive. An entry that is missing is added: `entry`,
   * which is known of a session of our own, or what the log says.
   */
  stamp(id: string, end: RegisteredEnd, entry: Entry | undefined, waitMs?: number): void {
    const known: KnownIndex<Entry> = { ownLog: this.#log, last: this.#last, ...limit(waitMs) };
    let isIndexed = false;
    changeEntries(this.#kind, this.#path, (index) => {
      isIndexed = index.stamp(id, end.ended_at, end.status);
      if (isIndexed || !entry || this.#isEntered) return;
      index.upsert({ ...entry, ...end });
      isIndexed = true;
    }, known);
    if (isIndexed) return;
    // A session that has been open for long may have moved; or another program has taken it out.
    const archived = readArchive(this.#kind, this.#path)
      .find(({ zig_session_id }) => zig_session_id === id);
    const lost = archived ?? entry ??
      (fs.existsSync(this.#log) ? this.#kind.entryOfLog(this.#log, this.#path) : undefined);
    if (lost) amendIndex(this.#kind, this.#path, [{ ...lost, ...end }]);
  }
}

function limit(waitMs: number | undefined): { readonly waitMs?: number } {
  return waitMs === undefined ? {} : { waitMs };
}
