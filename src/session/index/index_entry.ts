import type { IndexKind } from "./index_kind.ts";
import type { GlobalSessionEntry, SessionLogIndexEntry } from "./session_index.ts";

type AnyEntry = SessionLogIndexEntry | GlobalSessionEntry;

const OPTIONAL_FIELDS: readonly string[] = ["ended_at", "status", "workspace_path"];

/** An entry as it was read: a missing option is null, unknown fields are left out. A fault says what is wrong with it. */
export function readEntry<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  value: unknown,
): Entry | { readonly fault: string } {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const entry: Record<string, string | null> = {};
  for (const name of kind.fields) {
    const field = Object.hasOwn(given, name) ? given[name] ?? null : null;
    if (typeof field !== "string" && !(field === null && OPTIONAL_FIELDS.includes(name))) {
      return { fault: `"${name}" is not a string` };
    }
    entry[name] = field?.toWellFormed() ?? null;
  }
  const { status } = entry;
  if (status !== null && status !== "success" && status !== "failure") {
    return { fault: `the status "${status}" is unknown` };
  }
  return entry as unknown as Entry;
}

/** An entry with its fields in their order on disk, fit for JSON. */
export function orderedEntry<Entry extends AnyEntry>(
  kind: IndexKind<Entry>,
  entry: Entry,
): Readonly<Record<string, string | null>> {
  const fields: Readonly<Record<string, string | null | undefined>> = { ...entry };
  return Object.fromEntries(
    kind.fields.map((name) => [name, fields[name]?.toWellFormed() ?? null]),
  );
}
