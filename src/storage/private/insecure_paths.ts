import { areRoot, isTrusted, modeText, othersMayWrite, type Owned } from "./trust.ts";

/** A place that others may write to. */
export interface InsecurePath {
  readonly path: string;
  /** As `chmod` takes it. */
  readonly mode: string;
  /** Whether it lies above the home, which they could replace there. */
  readonly aboveHome: boolean;
  /** The user whom it belongs to, if it is not the mode that lets others in. */
  readonly stranger: number | undefined;
}

const STICKY = 0o1000;
const insecure = new Map<string, InsecurePath>();

/** The places that this process has written to, or that lead there, and that others may write to; the outermost first. */
export function insecurePaths(): InsecurePath[] {
  return [...insecure.values()].sort((a, b) => a.path.length - b.path.length);
}

/** Notes a file or folder of a home, if others may write to it. */
export function noteInsecure(path: string, stats: Owned): void {
  if (othersMayWrite(stats)) note(path, stats, false);
}

/** Notes a folder above the home of `homeOwner`, if others may replace what is in it. */
export function noteInsecureAbove(path: string, stats: Owned, homeOwner: number): void {
  // Root has gone there on purpose: to a mounted volume, or with sudo.
  const stranger = areRoot() || isTrusted(stats.uid, homeOwner) ? undefined : stats.uid;
  const isOpen = othersMayWrite(stats) && (stats.mode & STICKY) === 0;
  if (isOpen || stranger !== undefined) note(path, stats, true, stranger);
}

function note(path: string, stats: Owned, aboveHome: boolean, stranger?: number): void {
  insecure.set(path, { path, mode: modeText(stats), aboveHome, stranger });
}
