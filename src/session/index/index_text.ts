import type { SessionStatus } from "../event.ts";
import { orderedEntry } from "./index_entry.ts";
import type { IndexKind } from "./index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

const HEAD = '{\n  "sessions": [\n', BETWEEN = ",\n", TAIL = "\n  ]\n}";
const EMPTY = '{\n  "sessions": []\n}';

/**
 * An index as its text, entry by entry: a session that begins or ends changes one of up to 2,000, and to read and write them
 * all as objects took longer than all else that is done for it.
 */
export class IndexText<Entry extends SessionLogIndexEntry | GlobalSessionEntry> {
  readonly #kind: IndexKind<Entry>;
  #entries: string[];
  #text: string | undefined;

  private constructor(kind: IndexKind<Entry>, entries: string[]) {
    this.#kind = kind;
    this.#entries = entries;
  }

  /** The index in a text that is, to the byte, as we and zig-core write one; undefined for any other. */
  static of<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
    kind: IndexKind<Entry>,
    text: string,
  ): IndexText<Entry> | undefined {
    if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) return undefined;
    const form = entryForm(kind), end = text.length - TAIL.length;
    const entries: string[] = [];
    for (let start = HEAD.length;; start = form.lastIndex + BETWEEN.length) {
      form.lastIndex = start;
      if (!form.test(text)) return undefined;
      entries.push(text.slice(start, form.lastIndex));
      if (form.lastIndex === end) return new IndexText(kind, entries);
      if (!text.startsWith(BETWEEN, form.lastIndex)) return undefined;
    }
  }

  /** The index with these entries. */
  static from<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
    kind: IndexKind<Entry>,
    entries: readonly Entry[],
  ): IndexText<Entry> {
    return new IndexText(kind, entries.map((entry) => textOf(kind, entry)));
  }

  /** As `SessionIndex.upsert`. */
  upsert(entry: Entry): void {
    const at = this.#positionOf(entry.zig_session_id);
    if (at >= 0) this.#entries.splice(at, 1);
    this.#entries.push(textOf(this.#kind, entry));
    this.#text = undefined;
  }

  /** As `SessionIndex.stamp`. */
  stamp(sessionId: string, endedAt: string, status: SessionStatus): boolean {
    const at = this.#positionOf(sessionId), text = this.#entries[at];
    if (text === undefined) return false;
    const entry = { ...JSON.parse(text) as Entry, ended_at: endedAt, status };
    this.#entries[at] = textOf(this.#kind, entry);
    this.#text = undefined;
    return true;
  }

  /** Takes the oldest entries out that are over the limit, but for those that `stays` keeps. */
  takeOverflow(limit: number, stays: (entry: Entry) => boolean): Entry[] {
    const excess = this.#entries.length - limit;
    if (excess <= 0) return [];
    const overflow: Entry[] = [], kept: string[] = [];
    for (const text of this.#entries.slice(0, excess)) {
      const entry = JSON.parse(text) as Entry;
      if (stays(entry)) kept.push(text);
      else overflow.push(entry);
    }
    this.#entries = [...kept, ...this.#entries.slice(excess)];
    this.#text = undefined;
    return overflow;
  }

  toString(): string {
    if (this.#entries.length === 0) return EMPTY;
    return this.#text ??= HEAD + this.#entries.join(BETWEEN) + TAIL;
  }

  #positionOf(sessionId: string): number {
    const head = `    {\n      "zig_session_id": ${JSON.stringify(sessionId)},\n`;
    return this.#entries.findLastIndex((text) => text.startsWith(head));
  }
}

/** What {@link IndexText} and `SessionIndex` have in common. */
export type EntryChanges<Entry extends SessionLogIndexEntry | GlobalSessionEntry> = Pick<
  IndexText<Entry>,
  "upsert" | "stamp"
>;

// No escaped surrogate: one that stands alone is mended by whoever reads the entries as objects.
const ESCAPE = String.raw`\\(?:["\\\/bfnrt]|u(?![dD][89a-fA-F])[\da-fA-F]{4})`;
const PLAIN = String.raw`[^"\\\x00-\x1f]*`, STRING = `"${PLAIN}(?:${ESCAPE}${PLAIN})*"`;
const forms = new Map<readonly string[], RegExp>();

function entryForm({ fields }: { readonly fields: readonly string[] }): RegExp {
  const known = forms.get(fields);
  if (known) return known;
  const lines = fields.map((name) => `      "${name}": ${VALUES[name] ?? STRING}`);
  const form = new RegExp(String.raw`    \{\n${lines.join(",\n")}\n    \}`, "y");
  forms.set(fields, form);
  return form;
}

const VALUES: Readonly<Record<string, string>> = {
  // Looked for as it stands.
  zig_session_id: `"${PLAIN}"`,
  ended_at: `(?:null|${STRING})`,
  status: `(?:null|"success"|"failure")`,
  workspace_path: `(?:null|${STRING})`,
};

function textOf<Entry extends SessionLogIndexEntry | GlobalSessionEntry>(
  kind: IndexKind<Entry>,
  entry: Entry,
): string {
  return "    " + JSON.stringify(orderedEntry(kind, entry), null, 2).replaceAll("\n", "\n    ");
}
