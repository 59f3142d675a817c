/** A file of a `sessions` folder that belongs to a session. */
export interface SessionFileName {
  readonly id: string;
  readonly kind: "log" | "sidecar";
}

/**
 * Which session a file of a `sessions` folder belongs to, by its name; undefined for a name that is none of ours. An id
 * from here is safe in a path.
 */
export function parseSessionFileName(name: string): SessionFileName | undefined {
  const [, id, ending] = NAME.exec(name) ?? [];
  if (id === undefined || ending === undefined) return undefined;
  if (ending === "jsonl") return { id, kind: "log" };
  return SIDECAR_ENDINGS.some((pattern) => pattern.test(ending))
    ? { id, kind: "sidecar" }
    : undefined;
}

/** Whether an id has the form that we (ULID) or zig-core (UUID) give, and so nobody else's file has it by chance. */
export function isGeneratedId(id: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id) ||
    /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id);
}

const NAME = /^([A-Za-z0-9][\w-]{0,127})\.([\w.-]+)$/;

/** What may stand behind `<id>.` beside the log itself. */
const SIDECAR_ENDINGS: readonly RegExp[] = [
  // What a crash left of a last line (AppendLog).
  /^torn$/,
  // What a repair has taken out, and the log as it was before.
  /^bad$/,
  /^original[\w.-]*$/,
  // The lock of who records.
  /^\d+\.live$/,
  // What a recorder whose log was full had not logged yet (OutputRing).
  /^\d+\.\d+\.ring$/,
  // What a crash left of a file that was being replaced (replaceFile).
  /^(?:[\w-]+\.)*\d+\.tmp$/,
];
