import { openLibc } from "./libc.ts";

/**
 * Ends this process at once, with nothing run on the way out: Bun's own exit puts back the terminal modes that it found at
 * the start, over what the command or a program in the foreground has set since.
 */
export function exitNow(code: number): never {
  openLibc({ _exit: { args: ["i32"], returns: "i32" } })._exit(code);
  throw new Error("The process goes on after its exit");
}
