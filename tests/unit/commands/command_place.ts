import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { SessionPlace } from "../support/session_place.ts";

const MAIN = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** How a command ended, and what it said. */
export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary home and project in which zig-session is run from its sources, on the runtime that runs the tests. */
export class CommandPlace extends SessionPlace {
  run(...words: string[]): CommandOutcome {
    const runtime = "Deno" in globalThis ? ["run", "-A", "--quiet", MAIN] : [MAIN];
    const { NO_COLOR: _, COLUMNS: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, ...words], {
      cwd: this.project,
      env: { ...env, ZIG_HOME: this.home },
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  }
}
