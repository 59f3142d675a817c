import assert from "node:assert/strict";
import fs from "node:fs";
import { constants } from "node:os";
import { dirname } from "node:path";
import { test } from "node:test";
import { MemoryKills } from "../../../../src/capture/process/memory_kills.ts";
import { TemporaryFolder } from "../../support/temporary_folder.ts";

const KILLED = { signal: constants.signals.SIGKILL }, WHY = "out of memory";
const V2 = "low 0\nhigh 3\nmax 12\noom 1\noom_kill COUNT\noom_group_kill 0\n";
const V1 = "oom_kill_disable 0\nunder_oom 0\noom_kill COUNT\n";

/** What `/proc/self/cgroup` says, and which file counts. */
const PLACES: readonly (readonly [what: string, groups: string, file: string, text: string])[] = [
  ["version 2", "0::/user.slice/a.service\n", "user.slice/a.service/memory.events", V2],
  ["version 2, in a container", "0::/\n", "memory.events", V2],
  ["version 2, by the host's path", "0::/kubepods/x\n", "memory.events", V2],
  ["version 1", "5:cpu:/\n4:memory:/box\n0::/\n", "memory/box/memory.oom_control", V1],
  ["version 1, in a container", "4:cpu,memory:/docker/x\n", "memory/memory.oom_control", V1],
];

for (const [what, groups, file, text] of PLACES) {
  test(`MemoryKills tells of a kill that ${what} has counted since, and of no other`, () => {
    using root = new TemporaryFolder();
    const path = root.at("sys/fs/cgroup", file);
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.mkdirSync(root.at("proc/self"), { recursive: true });
    root.file("proc/self/cgroup", groups);
    const count = (kills: number) => fs.writeFileSync(path, text.replace("COUNT", String(kills)));
    count(2);
    const kills = new MemoryKills(root.path);
    assert.deepEqual(kills.explain(KILLED), KILLED);
    count(3);
    assert.deepEqual(kills.explain(KILLED), { ...KILLED, cause: WHY });
    assert.deepEqual(kills.explain({ code: 137 }), { code: 137, cause: WHY });
    assert.deepEqual(kills.explain({ code: 1 }), { code: 1 });
    const { SIGTERM: signal } = constants.signals;
    assert.deepEqual(kills.explain({ signal }), { signal });
  });
}

test("MemoryKills says nothing where nothing is counted", () => {
  using root = new TemporaryFolder();
  assert.deepEqual(new MemoryKills(root.path).explain(KILLED), KILLED);
});
