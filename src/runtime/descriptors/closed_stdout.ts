import fs from "node:fs";
import { bun } from "../ffi/bun.ts";
import { openLibc } from "../ffi/libc.ts";

/**
 * Lets writing to a stdout fail that was closed when we were started, as it fails in any other program: Bun opens
 * /dev/null in its place, where all that we write would be lost without a word. Whoever asked for /dev/null gets it.
 */
export function keepStdoutClosed(): void {
  if (!bun || !isCloseOnExec(STDOUT)) return;
  // Closing it instead would give its number, and so our output, to the next file that is opened.
  const readOnly = fs.openSync("/dev/null", "r");
  try {
    const { dup3 } = openLibc({ dup3: { args: ["i32", "i32", "i32"], returns: "i32" } });
    dup3(readOnly, STDOUT, O_CLOEXEC);
  } catch {
    // Without the C library, it stays as Bun has made it.
  }
  fs.closeSync(readOnly);
}

// From <fcntl.h> of Linux.
const STDOUT = 1, O_CLOEXEC = 0o2000000;

/** A descriptor that is, and that we have not opened, can only be the runtime's: we would not have inherited it. */
function isCloseOnExec(descriptor: number): boolean {
  try {
    const info = fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1");
    return (parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? "", 8) & O_CLOEXEC) !== 0;
  } catch {
    return false;
  }
}
