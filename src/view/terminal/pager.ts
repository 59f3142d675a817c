import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import process from "node:process";
import { terminalSize } from "../../runtime/terminal/terminal.ts";
import { isOutTerminal, outColumns, writeOut } from "./io.ts";
import { textWidth } from "./text_width.ts";

/** Where much text goes. */
export interface TextSink {
  /** Resolves when more is welcome; false when nobody reads any more. */
  write(text: string): boolean | Promise<boolean>;
  /** Resolves when all has been read. */
  end(): Promise<void>;
}

const DEFAULT_PAGER = "less", DEFAULT_ROWS = 24;
/** For less: colours, no paging of what fits on a screen, and no clearing of it. */
const LESS_OPTIONS = "FRX";

/**
 * Stdout; on a terminal, what is longer than the screen goes through `$PAGER`, unless that is empty or `cat`, or is not set where
 * there is no `less`.
 */
export function openTextSink(): TextSink {
  const pager = process.env["PAGER"] ?? (isOutTerminal() && hasLess() ? DEFAULT_PAGER : "");
  const out: TextSink = {
    write(text) {
      writeOut(text);
      return true;
    },
    end: () => Promise.resolve(),
  };
  return !isOutTerminal() || pager === "" || pager === "cat" ? out : heldSink(out, pager);
}

/** Writes text that is there at once, as {@link openTextSink} has it. */
export async function writePaged(text: string): Promise<void> {
  const sink = openTextSink();
  await sink.write(text);
  await sink.end();
}

/** Holds text until it is longer than the screen, and so knows whether it needs a pager. */
function heldSink(out: TextSink, pager: string): TextSink {
  const [rows] = terminalSize(1) ?? [];
  let held = "", sink: TextSink | undefined;
  return {
    write(text) {
      if (sink) return sink.write(text);
      held += text;
      // The last row is for the prompt.
      if (rowsOf(held, outColumns()) < (rows || DEFAULT_ROWS)) return true;
      sink = throughPager(pager);
      return sink.write(held);
    },
    async end() {
      if (sink) return await sink.end();
      if (held !== "") await out.write(held);
    },
  };
}

// deno-lint-ignore no-control-regex
const SEQUENCES = /\x1b\[[\d;:]*m/g;

function rowsOf(text: string, columns: number): number {
  const lines = text.replace(SEQUENCES, "").split("\n").slice(0, -1);
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
}

function hasLess(): boolean {
  return (process.env["PATH"] ?? "").split(":").some((folder) => {
    try {
      fs.accessSync(`${folder || "."}/${DEFAULT_PAGER}`, fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function throughPager(pager: string): TextSink {
  const env = { LESS: LESS_OPTIONS, ...process.env };
  const child = spawn("/bin/sh", ["-c", pager], { stdio: ["pipe", "inherit", "inherit"], env });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let isRead = true;
  // Who quits the pager has seen enough. Of ^C it makes what it will; without us it would be left alone with the shell.
  const ignore = () => {};
  process.on("SIGINT", ignore);
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
      process.off("SIGINT", ignore);
    },
  };
}
