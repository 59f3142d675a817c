import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { layerFaults } from "../audit/layer_faults.ts";
import { entryPoints, readImports } from "../audit/read_imports.ts";
import { TemporaryFolder } from "./support/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MOST_ENTRIES = 16, MOST_LINES = 220;

test("imports go down, never in a circle, and reach every module", () => {
  const imports = readImports(ROOT, [...entryPoints(ROOT), "src/session/mod.ts"]);
  assert.deepEqual(layerFaults(imports), []);
  assert.deepEqual(sources().filter((path) => !imports.has(path)), []);
});

const PLANTED: readonly (readonly [from: string, to: string, fault: RegExp])[] = [
  ["src/session/paths.ts", "src/view/format/marks.ts", /paths\.ts imports src\/view.*marks\.ts: /],
  ["src/options/errors.ts", "src/view/terminal/paint.ts", /errors\.ts imports .*paint\.ts: /],
  ["src/commands/list.ts", "src/commands/show.ts", /list\.ts imports .*show\.ts: a command does/],
  [
    "src/upkeep/repair/repair_plan.ts",
    "src/inspect/diff/text_hash.ts",
    /repair_plan\.ts imports .*text_hash\.ts: .*know each other/,
  ],
  [
    "src/storage/lines/line.ts",
    "src/storage/lines/line_reader.ts",
    /a circle: .*line\.ts.*line_reader\.ts/,
  ],
  ["src/capture/notices.ts", "src/new_room/x.ts", /"src\/new_room" has no place/],
];

for (const [from, to, fault] of PLANTED) {
  test(`an import of ${to} in ${from} is a fault`, () => {
    using copy = new TemporaryFolder();
    for (const name of ["src", "main.ts", "deno.json", "deno.lock"]) {
      fs.cpSync(join(ROOT, name), join(copy.path, name), { recursive: true });
    }
    fs.mkdirSync(join(copy.path, "src/new_room"));
    fs.writeFileSync(join(copy.path, "src/new_room/x.ts"), "export const x = 1;\n");
    const up = "../".repeat(from.split("/").length - 1);
    fs.appendFileSync(join(copy.path, from), `\nimport "${up}${to}";\n`);
    const faults = layerFaults(readImports(copy.path, [from]));
    assert.ok(faults.some((each) => fault.test(each)), faults.join("\n"));
  });
}

test("no folder but that of the commands is too full to be looked over, and no file too long", () => {
  const entries = new Map<string, Set<string>>();
  for (const path of sources(/\.(ts|wat|md)$/)) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const names = entries.get(folder) ?? new Set();
      entries.set(folder, names.add(parts[depth] ?? ""));
    }
  }
  entries.delete("src/commands");
  assert.deepEqual([...entries].filter(([, names]) => names.size > MOST_ENTRIES), []);
  const tooLong = sources().filter((path) =>
    fs.readFileSync(join(ROOT, path), "utf8").split("\n").length - 1 > MOST_LINES
  );
  assert.deepEqual(tooLong, []);
});

test("only what shows and what captures touches the streams of the process", () => {
  const touching = sources().filter((path) =>
    /^(?! *(\/\/|\*|\/\*)).*process\.(stdin|stdout|stderr)\b/m
      .test(fs.readFileSync(join(ROOT, path), "utf8"))
  );
  const allowed = /^src\/(capture\/|mcp\/|view\/terminal\/io\.ts$)/;
  assert.deepEqual(touching.filter((path) => !allowed.test(path)), []);
});

function sources(ending = /\.ts$/): string[] {
  return fs.readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path}`)
    .filter((path) => ending.test(path)).sort();
}
