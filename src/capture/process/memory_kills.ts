import fs from "node:fs";
import { constants } from "node:os";
import type { ExitStatus } from "../../runtime/process/spawn.ts";
import type { Outcome } from "./outcome.ts";

const OUT_OF_MEMORY = "out of memory";
/** What a shell ends with when its command is killed. */
const KILLED_CODE = 128 + constants.signals.SIGKILL;

/** Tells of a command that it was killed because its control group had no memory left; made before it starts. */
export class MemoryKills {
  readonly #root: string;
  readonly #before: number | undefined;

  /** `root` is where `/proc` and `/sys` are; "" for those of the system. */
  constructor(root = "") {
    this.#root = root;
    this.#before = countKills(root);
  }

  /** How the command ended, with the cause where the kernel has counted such a kill since. */
  explain(status: ExitStatus): Outcome {
    const wasKilled = "signal" in status
      ? status.signal === constants.signals.SIGKILL
      : status.code === KILLED_CODE;
    if (!wasKilled || this.#before === undefined) return status;
    const now = countKills(this.#root) ?? this.#before;
    return now > this.#before ? { ...status, cause: OUT_OF_MEMORY } : status;
  }
}

/**
 * How many processes of our control group have been killed for want of memory, as `memory.events` (version 2) or
 * `memory.oom_control` (version 1) say, see Documentation/admin-guide/cgroup-v{1,2} of Linux; undefined where nothing does.
 */
function countKills(root: string): number | undefined {
  const groups = readText(`${root}/proc/self/cgroup`) ?? "";
  for (const [, controllers = "", path = ""] of groups.matchAll(/^\d+:([^:]*):(.*)$/gm)) {
    if (controllers !== "" && !controllers.split(",").includes("memory")) continue;
    for (const file of controllers === "" ? unified(path) : ofMemory(path)) {
      const [, count] = /^oom_kill (\d+)$/m.exec(readText(`${root}/sys/fs/cgroup${file}`) ?? "") ??
        [];
      if (count !== undefined) return Number(count);
    }
  }
  return undefined;
}

/** In a container the path may be the host's, while its own group is mounted at the root. */
function unified(path: string): string[] {
  return [`${path}/memory.events`, `/unified${path}/memory.events`, "/memory.events"];
}

function ofMemory(path: string): string[] {
  return [`/memory${path}/memory.oom_control`, "/memory/memory.oom_control"];
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
