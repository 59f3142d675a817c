import fs from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { adoptOrphans, livingDescendants } from "../../../src/runtime/process/process_tree.ts";
import { type ChildProcess, spawn } from "../../../src/runtime/process/spawn.ts";

/** What a process is, as `/proc` tells it. */
export interface Described {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** This process, or one below it. Throws when it has gone. */
export function describe({ pid }: { readonly pid: number }): Described {
  const text = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
  const [state = "", parent, group, session] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
  return {
    pid,
    name,
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
  };
}

/** All living processes below this one that stay long enough to be described. */
export function describedDescendants(): Described[] {
  return livingDescendants().flatMap((one) => {
    try {
      return [describe(one)];
    } catch {
      return [];
    }
  });
}

/**
 * Adopts orphans, and runs a shell script in `folder` with nothing to write to. Fulfilled when the script has made the
 * file "ready" and there are descendants of all these names; `started` hears of it at once.
 */
export async function runScript(
  folder: string,
  script: string,
  names: readonly string[],
  started: (child: ChildProcess) => void = () => {},
): Promise<ChildProcess> {
  process.chdir(folder);
  adoptOrphans();
  const nowhere = fs.openSync("/dev/null", "w");
  const argv = ["sh", "-c", script];
  const child = spawn({ path: "/bin/sh", argv, stdout: nowhere, stderr: nowhere, environment: {} });
  started(child);
  const there = () => describedDescendants().map(({ name }) => name);
  while (!fs.existsSync("ready") || names.some((name) => !there().includes(name))) await sleep(5);
  return child;
}
