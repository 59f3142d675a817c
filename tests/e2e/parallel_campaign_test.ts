import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { report, rounds } from "./support/campaign.ts";
import { PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";

const EXECUTABLE = PROGRAMS.filter(({ name }) => name === "executable");
const RECORDERS = 64;
const ROUNDS = rounds(20);
const PROJECTS = ["one", "two"];

interface Index {
  readonly sessions: { readonly status: string | null }[];
}

for (const { name, words } of EXECUTABLE) {
  test(`record [${name}]: ${RECORDERS} at once, ${ROUNDS} rounds, two projects: none is lost from an index`, async () => {
    using scratch = new Scratch();
    for (const project of PROJECTS) {
      fs.mkdirSync(`${scratch.work}/${project}/.git`, { recursive: true });
    }
    const indexes = PROJECTS.map((project) => {
      const folder = `${scratch.work}/${project}`.slice(1).replaceAll("/", "-");
      return `${scratch.home}/projects/${folder}/logs/index.json`;
    });
    const globalIndex = `${scratch.home}/sessions_index.json`;
    let running = true, looks = 0;
    const watching = (async () => {
      while (running) {
        for (const path of [...indexes, globalIndex]) {
          // Half an index would throw here.
          if (fs.existsSync(path)) JSON.parse(fs.readFileSync(path, "utf8"));
          looks++;
        }
        await nextTurn();
      }
    })();
    const [program = "", ...first] = words;
    for (let round = 1; round <= ROUNDS; round++) {
      const codes = await Promise.all(Array.from({ length: RECORDERS }, (_, number) => {
        const child = spawn(program, [...first, "record", "--", "echo", `${round}.${number}`], {
          cwd: `${scratch.work}/${PROJECTS[number % PROJECTS.length]}`,
          env: { ...process.env, ZIG_HOME: scratch.home },
          stdio: "ignore",
        });
        return new Promise((resolve) => child.on("exit", resolve));
      }));
      assert.deepEqual(codes, Array(RECORDERS).fill(0));
      for (const path of indexes) assertComplete(path, round * RECORDERS / PROJECTS.length);
      assertComplete(globalIndex, round * RECORDERS);
    }
    running = false;
    await watching;
    report(
      `${ROUNDS} rounds of ${RECORDERS}: ${ROUNDS * RECORDERS} of ${
        ROUNDS * RECORDERS
      } in the global index and in those of the projects; ${looks} looks at an index, each whole`,
    );
  });
}

function assertComplete(path: string, count: number): void {
  const { sessions } = JSON.parse(fs.readFileSync(path, "utf8")) as Index;
  assert.equal(sessions.length, count, path);
  assert.ok(
    sessions.every(({ status }) => status === "success"),
    `${path}: a session is not stamped`,
  );
}
