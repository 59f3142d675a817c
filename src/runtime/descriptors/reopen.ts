import fs from "node:fs";
import { makeBlocking } from "./pipes.ts";

const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = fs.constants;

/**
 * A descriptor of our own for the pipe or terminal that one of ours writes to: with flags of its own, since others who share
 * that one may have set O_NONBLOCK, of which most programs die. Undefined for anything else, and where it is not allowed.
 */
export function reopened(descriptor: number): number | undefined {
  const path = `/proc/self/fd/${descriptor}`;
  try {
    const stat = fs.statSync(path);
    if (!stat.isFIFO() && !stat.isCharacterDevice()) return undefined;
    // A named pipe whose reader has gone would be waited for.
    const anew = fs.openSync(path, O_WRONLY | O_NOCTTY | O_NONBLOCK);
    makeBlocking(anew);
    return anew;
  } catch {
    return undefined;
  }
}
