import fs from "node:fs";
import process from "node:process";

/**
 * Who may read and write a home (`~/.zig`, or what `ZIG_HOME` names), as all of `src/storage/` and the commands have it:
 *
 * - Trusted are ourselves and root; when we are root, also the user whom the home belongs to (`sudo`, a mounted volume).
 * - The home may be reached through symbolic links that somebody trusted has made, or the user whom the place belongs to
 *   where they lead. Below the home no link is followed, whoever made it, and nothing is opened but regular files: a pipe,
 *   a device or a folder in the place of a file is refused without waiting for it.
 * - Nothing is written in a home, a folder or a file of somebody who is not trusted, nor to a file that has a second name
 *   (a hard link) in a folder where others may write.
 * - What we make is for the owner alone (0700, 0600), whatever the umask; as root, it is given to the home's owner. What is
 *   there keeps its mode; where others may write to it, the user is told.
 *
 * A look comes before each use. Who may write in the home itself, or replace a folder on the way to it, can still swap a
 * folder in between: of that only removals are safe, which hold their folder open. Reading asks for no owner.
 */
export type Owned = { readonly uid: number; readonly gid: number; readonly mode: number };

const ROOT = 0;
const UNMAPPED = 65534;

/** Our user's id; undefined where users have none (Windows), and where everybody is trusted. */
export function ourUser(): number | undefined {
  return user ??= process.geteuid?.();
}

let user: number | undefined;

/** Whether we are root, whom the owner of a home could want to trick. */
export function areRoot(): boolean {
  return ourUser() === ROOT;
}

/** Whether what belongs to a user can be trusted in a home of `homeOwner`. */
export function isTrusted(uid: number, homeOwner: number | undefined): boolean {
  const us = ourUser();
  return us === undefined || uid === us || uid === ROOT || (us === ROOT && uid === homeOwner) ||
    (uid === UNMAPPED && isUnmapped());
}

/** Whether we are in a sandbox (a user namespace) that knows no such user: what belongs to root outside is shown as theirs. */
function isUnmapped(): boolean {
  return unmapped ??= !readMap().some(([inside = 0, , count = 0]) =>
    inside <= UNMAPPED && UNMAPPED < inside + count
  );
}

let unmapped: boolean | undefined;

/** The users of our namespace: the first of each range, the one outside that it stands for, and how many there are. */
function readMap(): number[][] {
  try {
    const lines = fs.readFileSync("/proc/self/uid_map", "latin1").trim().split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number));
  } catch {
    // Not Linux, or without /proc: as where every user is known.
    return [[0, 0, UNMAPPED + 1]];
  }
}

/** Whether others than the owner and root may write; a group with its owner's number is the owner's own. */
export function othersMayWrite({ uid, gid, mode }: Owned): boolean {
  if (ourUser() === undefined) return false;
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== uid);
}

/** The permissions of a file or folder as `chmod` takes them, such as "0777". */
export function modeText({ mode }: Pick<Owned, "mode">): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}
