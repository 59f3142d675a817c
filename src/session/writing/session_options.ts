/** What a session is made with. */
export interface SessionOptions {
  workflow_name: string;
  workflow_path: string;
  prompt?: string | null;
  /** How many tiers are planned. Default 0. */
  tier_count?: number;
  /** The folder that the session runs in, which decides on the project. Default: the current one. */
  cwd?: string;
  /** What the log is to say of that folder. Default: itself. */
  shownCwd?: (cwd: string) => string;
  /** Default: `$ZIG_HOME`, or `~/.zig`. */
  home?: string;
  /**
   * Hears that an index could not be written, and lets the session go on: the indexes are a cache of the logs. Without it,
   * {@link SessionWriter.create} and {@link SessionWriter.ended} throw.
   */
  onIndexError?: (error: Error) => void;
  /**
   * Whether the indexes are left for {@link SessionWriter.tryRegister}, or for the end, so that nothing waits for them; until
   * then a mark tells of the session. Default: false.
   */
  indexLater?: boolean;
  /** Fields of our own on the first event, which zig-core leaves alone. */
  extra?: ExtraFields;
}

/** How a session that another process has made is joined. */
export type JoinOptions = Pick<SessionOptions, "home" | "onIndexError">;

/** Fields that an event has beside those of the format. */
export type ExtraFields = Readonly<Record<string, string | number | boolean>>;
