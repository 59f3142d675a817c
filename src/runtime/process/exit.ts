import process from "node:process";
import { openLibc } from "../ffi/libc.ts";

/**
 * Ends this process after its "exit" listeners, and with nothing of the runtime's own: Bun's exit puts back the terminal
 * modes that it found at the start, over what the command or a program in the foreground has set since.
 */
export function exitNow(code: number): never {
  // A session that an unexpected error has left open is ended here.
  process.emit("exit", code);
  try {
    openLibc({ _exit: { args: ["i32"], returns: "i32" } })._exit(code);
  } catch {
    // Without the C library, no command had a terminal of its own.
  }
  return process.exit(code);
}
