import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { endDescendants } from "../../../../src/capture/process/end_descendants.ts";
import { openLibc } from "../../../../src/runtime/ffi/libc.ts";
import { readProcessStat } from "../../../../src/runtime/process/process_stat.ts";
import { livingDescendants } from "../../../../src/runtime/process/process_tree.ts";
import { reapOrphans } from "../../../../src/runtime/process/reap_orphans.ts";
import { describe, describedDescendants, runScript } from "../descendants.ts";

// Runs a shell script in a folder, ends all its descendants once those of the given names are there, and says on stdout
// what was there before and what is left. A user id makes it somebody else first, who may not signal them.
const [graceMs = "", folder = "", user = "", script = "", ...names] = process.argv.slice(2);
let reaper: Disposable | undefined;
const child = await runScript(folder, script, names, (command) => reaper = reapOrphans(command));
const identities = livingDescendants();
const before = describedDescendants();
if (user !== "") openLibc({ setuid: { args: ["i32"], returns: "i32" } }).setuid(Number(user));

let turns = 0;
const timer = setInterval(() => turns++, 1);
await endDescendants(Number(graceMs));
clearInterval(timer);

const left = identities.filter(({ pid, startTicks }) => {
  const stat = readProcessStat(pid);
  return stat?.living && stat.startTicks === startTicks;
}).map(describe);
const found = livingDescendants().length;
const status = await Promise.race([child.exited, sleep(1000, null)]);
reaper?.[Symbol.dispose]();
const report = { own: describe(process), before, left, found, turns, status };
process.stdout.write(JSON.stringify(report), () => process.exit(0));
