import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Scratch } from "./scratch.ts";
import { CACHE_BUSY } from "./script.ts";

/** Whether tests can have a {@link Terminal}. */
export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

/** What the name of a test says that has none. */
export const skipped = hasTmux ? "" : " (skipped: tmux is not installed)";

/** A terminal of its own, with a shell in it. */
export class Terminal implements Disposable {
  readonly #socket: string;

  constructor(scratch: Scratch, columns = 80) {
    this.#socket = `${scratch.root}/tmux`;
    const environment = { ...process.env, ZIG_HOME: scratch.home, PS1: "$ ", TMUX: "" };
    const size = ["-x", String(columns), "-y", "24"];
    execFileSync("tmux", [
      "-S",
      this.#socket,
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      ...size,
      "bash --norc --noprofile",
    ], {
      cwd: scratch.work,
      env: environment,
    });
  }

  keys(...keys: string[]): void {
    execFileSync("tmux", ["-S", this.#socket, "send-keys", ...keys]);
  }

  resize(columns: number, rows: number): void {
    const size = ["-x", String(columns), "-y", String(rows)];
    execFileSync("tmux", ["-S", this.#socket, "resize-window", ...size]);
  }

  /** What tmux answers to a command of its own. */
  ask(...words: string[]): string {
    return execFileSync("tmux", ["-S", this.#socket, ...words], { encoding: "utf8" });
  }

  /** What `stty -a` says of it. */
  modes(): string {
    const format = ["display-message", "-p", "#{pane_tty}"];
    const path = execFileSync("tmux", ["-S", this.#socket, ...format], { encoding: "utf8" });
    return execFileSync("stty", ["-a", "-F", path.trim()], { encoding: "utf8" });
  }

  screen(): string {
    const screen = execFileSync("tmux", ["-S", this.#socket, "capture-pane", "-p", "-J"], {
      encoding: "utf8",
    });
    return screen.replaceAll(CACHE_BUSY, "");
  }

  /** Waits until the screen shows `what`, and returns the screen. */
  async awaitScreen(what: RegExp): Promise<string> {
    let screen = "";
    for (let look = 0; look < 300; look++) {
      screen = this.screen();
      if (what.test(screen)) return screen;
      await sleep(30);
    }
    throw new Error(`The screen never showed ${what}:\n${screen}`);
  }

  [Symbol.dispose](): void {
    spawnSync("tmux", ["-S", this.#socket, "kill-server"]);
  }
}

/** Waits until `holds`, and fails when it never does. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let look = 0; look < 300; look++) {
    if (holds()) return;
    await sleep(30);
  }
  throw new Error(`Never: ${what}`);
}

/** "T" for a stopped process, "S" for one that waits; undefined when it is gone. */
export function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S)/.exec(fs.readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1];
  } catch {
    return undefined;
  }
}
