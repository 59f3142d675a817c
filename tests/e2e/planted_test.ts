import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Program, PROGRAMS } from "./support/program.ts";
import { Scratch } from "./support/scratch.ts";
import { runScript } from "./support/script.ts";
import { treeOf } from "./support/tree.ts";

const [, executable] = PROGRAMS;
const canMakeDevices = spawnSync("sh", [
  "-c",
  "d=$(mktemp -d) && mknod $d/n c 1 7 && rm -r $d",
]).status === 0;
const needsDevices = canMakeDevices ? "" : " (skipped: no right to make a device)";

/** What another could put in the place of a file or folder of a home; `$at` is the place, `$file` and `$folder` are victims. */
const PLANTS: Readonly<Record<string, string>> = {
  "a link to a file": `ln -s "$file" "$at"`,
  "a link to a folder": `ln -s "$folder" "$at"`,
  "a dangling link": `ln -s "$folder/new" "$at"`,
  "a pipe": `mkfifo "$at"`,
  ...(canMakeDevices ? { "a device": `mknod "$at" c 1 7` } : {}),
};

const FOLDERS = [
  "projects",
  "projects/$name",
  "projects/$name/logs",
  "projects/$name/logs/sessions",
];
const FILES = [
  ".index.lock",
  "sessions_index.json",
  "projects/$name/logs/.index.lock",
  "projects/$name/logs/index.json",
];

/** Puts a plant into a fresh home, before each time that the scripts below call it. */
function plantScript(scratch: Scratch, place: string, plant: string): string {
  return `shopt -s expand_aliases; mkdir -p .git ../victims/folder; file=$(realpath ../victims)/file; folder=$(realpath ../victims/folder)
    name=$(pwd | sed 's#^/##; s#/#-#g'); at="${scratch.home}/${place}"; mkdir -p "$(dirname "$at")"; ${plant}`;
}

function makeVictims(scratch: Scratch): string {
  const victims = join(scratch.root, "victims");
  fs.mkdirSync(join(victims, "folder", "sessions"), { recursive: true });
  fs.writeFileSync(join(victims, "file"), "precious\n", { mode: 0o644 });
  fs.writeFileSync(join(victims, "folder", "index.json"), "precious too\n");
  return victims;
}

async function runPlanted(program: Program | undefined, place: string, plant: string, run: string) {
  using scratch = new Scratch();
  const victims = makeVictims(scratch), before = treeOf(victims);
  const script = `${plantScript(scratch, place, plant)}\n${run}`;
  const result = await runScript(scratch, program, script);
  assert.deepEqual(treeOf(victims), before, `${place}: ${plant}`);
  return result;
}

for (const [kind, plant] of Object.entries(PLANTS)) {
  test(`record [executable] with ${kind} in the place of a folder: not recorded, said once, nothing elsewhere${needsDevices}`, async () => {
    for (const place of FOLDERS) {
      const run = `timeout 20 "\${Z[@]}" record -- sh -c 'echo out; exit 7'; echo "exit $?"
        timeout 20 "\${Z[@]}" record --strict -- touch was-run 2>/dev/null; echo "strict $?"; ls was-run 2>/dev/null`;
      const { stdout, stderr } = await runPlanted(executable, place, plant, run);
      assert.equal(stdout, "out\nexit 7\nstrict 125\n", `${place}: ${stderr}`);
      assert.match(
        stderr,
        /^zig-session: recording failed: Could not make the folder ".+": ".+" is (a symbolic link, and within a home none is followed|not a folder)\. .+\n$/,
        place,
      );
    }
  });

  test(`record [executable] with ${kind} in the place of a file: recorded in part, said once, nothing elsewhere${needsDevices}`, async () => {
    for (const place of FILES) {
      const run = `timeout 20 "\${Z[@]}" record --quiet -- sh -c 'echo out; exit 7'; echo "exit $?"
        timeout 20 "\${Z[@]}" list --json > list; echo "list $?"; grep -c '"zig_session_id"' list
        timeout 20 "\${Z[@]}" record --strict -- touch was-run 2>/dev/null; echo "strict $?"; ls was-run 2>/dev/null`;
      const { stdout, stderr } = await runPlanted(executable, place, plant, run);
      assert.equal(stdout, "out\nexit 7\nlist 0\n1\nstrict 125\n", `${place}: ${stderr}`);
      assert.match(
        stderr,
        /^zig-session: recording failed in part: Could not (open the lock|read the index) ".+": it is (a symbolic link|not a regular file)\. Remove it\n$/,
        place,
      );
    }
  });
}

/** Runs a script that knows the program as "$@" and becomes it: a process keeps its number, $$, through exec. */
function becoming(scratch: Scratch, script: string): string {
  return `timeout 60 bash '${scratch.write("inner.sh", script)}' "\${Z[@]}"; echo "exit $?"`;
}

for (const program of PROGRAMS) {
  test(`record [${program.name}] passes over what stands in the place of its temporary file`, async () => {
    for (const kind of ["a link to a file", "a pipe"]) {
      using scratch = new Scratch();
      const victims = makeVictims(scratch), before = treeOf(victims);
      const plant = (index: string) => `at=${scratch.home}/${index}.$$.tmp; ${PLANTS[kind]}`;
      const inner = `file=${victims}/file; mkdir -p ${scratch.home}/logs
        ${plant("sessions_index.json")}; ${
        plant("logs/index.json")
      }; exec "$@" record -q -- sh -c 'exit 7'`;
      const script = `${becoming(scratch, inner)}; find ${scratch.home} -name '*.tmp'`;
      const { stdout, stderr } = await runScript(scratch, program, script);
      assert.deepEqual([stdout, stderr], ["exit 7\n", ""], kind);
      assert.deepEqual(treeOf(victims), before);
    }
  });
}

const EVENT = `event --json '{"type":"heartbeat","interval_secs":1}'`;

/** Files beside a log that are appended to, what makes that necessary, and the command that does it. */
const APPENDED: readonly (readonly [place: string, prepare: string, command: string])[] = [
  ["$id.torn", `printf torn >> "$log"`, EVENT],
  ["$id.torn", `printf torn >> "$log"`, "repair --write"],
  ["$id.bad", `sed -i '1a bad' "$log"`, "repair --write"],
  ["$id.$$.live", "true", EVENT],
];

for (const kind of ["a link to a file", "a pipe"]) {
  for (const [place, prepare, command] of APPENDED) {
    test(`${command} [executable] with ${kind} as ${place}: refused, and the log stays as it is`, async () => {
      using scratch = new Scratch();
      const victims = makeVictims(scratch), before = treeOf(victims);
      const inner = `file=${victims}/file; export ZIG_SESSION_ID=$("$@" start --workflow w)
        id=$ZIG_SESSION_ID; log=$(ls ${scratch.home}/logs/sessions/$id.jsonl); ${prepare}
        at=${scratch.home}/logs/sessions/${place}; ${
        PLANTS[kind]
      }; md5sum "$log" > before; exec "$@" ${command}`;
      const script = `${becoming(scratch, inner)}; md5sum --quiet -c before`;
      const { stdout, stderr } = await runScript(scratch, executable, script);
      assert.match(stdout, /exit 2\n$/, stderr);
      assert.match(
        stderr,
        /"[^"]*\.(torn|bad|live)": it is (a symbolic link|not a regular file)\. Remove it/,
      );
      assert.deepEqual(treeOf(victims), before);
    });
  }
}

/** Every command that opens a log, and what writes to one. */
const ON_LOG = [
  "show",
  "show --output",
  "listen --no-follow",
  "events",
  "search needle",
  "status",
  "wait --timeout 100ms",
  "stats w",
  "diff",
  "path",
  "list",
  "verify",
  "verify --all",
  "repair --write",
  "repair --all --write",
  "redact --all --regex precious --write",
  "gc --keep 0 --force",
  "end",
  "step s -- true",
  EVENT,
];

for (const [kind, plant] of Object.entries(PLANTS)) {
  test(`No command [executable] opens ${kind} in the place of a log${needsDevices}`, async () => {
    using scratch = new Scratch();
    const victims = makeVictims(scratch), before = treeOf(victims);
    // As if it had been recorded long ago, so that nothing is left alone for being fresh.
    const script =
      `file=${victims}/file; folder=${victims}/folder; export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
      "\${Z[@]}" step s -q -- echo needle > out; at=$(ls ${scratch.home}/logs/sessions/*.jsonl); rm "$at"; ${plant}
      ${
        ON_LOG.map((command) =>
          `timeout 20 "\${Z[@]}" ${command} < /dev/null > out 2>&1; [ $? -lt 124 ] || echo "${
            command.replaceAll('"', "")
          }: $?"; grep precious out`
        ).join("\n")
      }; timeout 20 "\${Z[@]}" rm --force "$ZIG_SESSION_ID" > out 2>&1; [ $? -lt 124 ]; echo "rm $?"`;
    const { stdout } = await runScript(scratch, executable, script);
    assert.equal(stdout, "rm 0\n");
    assert.deepEqual(treeOf(victims), before);
  });
}

test("No command [executable] waits for a pipe in the place of a lock that says who records", async () => {
  using scratch = new Scratch();
  const commands = ["status", "list", "show", "listen --no-follow", "verify --all", "end --force"];
  const script = `export ZIG_SESSION_ID=$("\${Z[@]}" start --workflow w)
    mkfifo "$ZIG_HOME/logs/sessions/$ZIG_SESSION_ID.7.live"\n${
    commands.map((command) => `timeout 10 "\${Z[@]}" ${command} > out 2>&1; echo $?`).join("\n")
  }`;
  const { stdout } = await runScript(scratch, executable, script);
  assert.equal(stdout, "0\n0\n0\n4\n0\n0\n");
});
