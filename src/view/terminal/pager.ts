import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { isOutTerminal, writeOut } from "./io.ts";

/** Where much text goes. */
export interface TextSink {
  /** Resolves when more is welcome; false when nobody reads any more. */
  write(text: string): boolean | Promise<boolean>;
  /** Resolves when all has been read. */
  end(): Promise<void>;
}

const DEFAULT_PAGER = "less";
/** For less: colours, no paging of what fits on a screen, and no clearing of it. */
const LESS_OPTIONS = "FRX";

/** Stdout, through `$PAGER` when it is a terminal and the pager is neither empty nor `cat`. */
export function openTextSink(): TextSink {
  const pager = process.env["PAGER"] ?? DEFAULT_PAGER;
  if (!isOutTerminal() || pager === "" || pager === "cat") return STDOUT;
  return throughPager(pager);
}

const STDOUT: TextSink = {
  write(text) {
    writeOut(text);
    return true;
  },
  end: () => Promise.resolve(),
};

function throughPager(pager: string): TextSink {
  const env = { LESS: LESS_OPTIONS, ...process.env };
  const child = spawn("/bin/sh", ["-c", pager], { stdio: ["pipe", "inherit", "inherit"], env });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let isRead = true;
  // Who quits the pager has seen enough.
  child.stdin.on("error", () => isRead = false);
  void ended.then(() => isRead = false);
  return {
    async write(text) {
      if (isRead && !child.stdin.write(text)) {
        await Promise.race([once(child.stdin, "drain").catch(() => {}), ended]);
      }
      return isRead;
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
