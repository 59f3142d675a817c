import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import {
  listedChildren,
  scannedChildren,
} from "../../../../src/runtime/process/process_children.ts";
import { readProcessStat } from "../../../../src/runtime/process/process_stat.ts";
import { livingDescendants } from "../../../../src/runtime/process/process_tree.ts";
import { reapOrphans } from "../../../../src/runtime/process/reap_orphans.ts";
import { signalProcess } from "../../../../src/runtime/process/signal_process.ts";
import { describe, runScript } from "../descendants.ts";

// Runs a shell script in a folder, and says on stdout which descendants there are, those of the given names among them,
// and how its own children are found. Then it kills them, one by one and top down, if they are still who they were.
const [folder = "", reaping = "", script = "", ...names] = process.argv.slice(2);
let reaper: Disposable | undefined;
const child = await runScript(folder, script, names, (command) => {
  if (reaping !== "") reaper = reapOrphans(command);
});
const self = readProcessStat(process.pid);
if (!self) throw new Error("This process cannot be seen");
const descendants = livingDescendants();
const listed = listedChildren(self);
const report = {
  own: process.pid,
  command: child.pid,
  descendants: descendants.map(describe),
  listed: listed.toSorted(),
  scanned: scannedChildren()(self).toSorted(),
  zombies: listed.filter((pid) => readProcessStat(pid)?.living === false).length,
};

// As it would be if another process had got the number since. Who gets both signals dies of the first.
for (const { pid } of descendants) signalProcess({ pid, startTicks: "1" }, 15);
for (const descendant of descendants) signalProcess(descendant, 9);
while (livingDescendants().length > 0) await sleep(5);
const status = await child.exited;
reaper?.[Symbol.dispose]();
process.stdout.write(JSON.stringify({ ...report, status }), () => process.exit(0));
