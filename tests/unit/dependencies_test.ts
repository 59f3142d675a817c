import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { dependencyFaults } from "../audit/dependency_faults.ts";
import { TemporaryFolder } from "./support/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("all that the project depends on is pinned, locked, licensed, explained, and imported in one place", () => {
  assert.deepEqual(dependencyFaults(ROOT), []);
});

const INTEGRITY = `sha512-${"a".repeat(86)}==`;
const SOUND: Readonly<Record<string, string>> = {
  "main.ts": 'import { ulid } from "ulid";\n',
  "src/other.ts": 'import fs from "node:fs";\nimport { x } from "./x.ts";\n',
  "tests/a_test.ts": 'import { ulid } from "ulid";\nimport fc from "fast-check";\n',
  "deno.json": JSON.stringify({
    imports: { ulid: "npm:ulid@3.0.2", "fast-check": "npm:fast-check@4.0.0" },
    tasks: { build: "npx -y bun@1.4.5 build" },
  }),
  "deno.lock": JSON.stringify({
    specifiers: { "npm:ulid@3.0.2": "3.0.2", "npm:fast-check@4.0.0": "4.0.0" },
    npm: { "ulid@3.0.2": { integrity: INTEGRITY }, "fast-check@4.0.0": { integrity: INTEGRITY } },
  }),
  "src/DEPENDENCIES.md": [
    "# Dependencies",
    "",
    "| package | licence | imported by | why |",
    "| ------- | ------- | ----------- | --- |",
    "| `ulid` 3.0.2 | MIT | `main.ts` | ids |",
    "| `fast-check` 4.0.0 | MIT | tests | properties |",
  ].join("\n"),
  "README.md": "npx -y bun@1.4.5 test\n",
  "node_modules/.deno/ulid@3.0.2/node_modules/ulid/package.json":
    '{"version":"3.0.2","license":"MIT"}',
  "node_modules/.deno/fast-check@4.0.0/node_modules/fast-check/package.json":
    '{"version":"4.0.0","license":"MIT"}',
};
const CHANGES: readonly (readonly [file: string, from: string, to: string, fault: RegExp])[] = [
  ["deno.json", "npm:ulid@3.0.2", "npm:ulid@^3.0.2", /ulid is not pinned/],
  ["deno.json", "npm:ulid@3.0.2", "jsr:ulid@3.0.2", /ulid is not pinned/],
  ["deno.json", "bun@1.4.5", "bun", /build runs bun in any version/],
  ["deno.json", "bun@1.4.5", "bun@1.4.6", /runs bun 1\.4\.6?5?, not one exactly/],
  ["deno.lock", '"3.0.2"', '"3.0.1"', /deno\.lock has ulid 3\.0\.1/],
  ["deno.lock", INTEGRITY, "sha1-x", /ulid@3\.0\.2 has no hash/],
  ["src/DEPENDENCIES.md", "`ulid` 3.0.2", "`ulid` 3.0.1", /the table has 3\.0\.1/],
  ["src/DEPENDENCIES.md", "| `ulid` 3.0.2 | MIT | `main.ts` | ids |\n", "", /ulid has not one row/],
  ["src/DEPENDENCIES.md", "| ids |", "| |", /does not say why/],
  ["src/DEPENDENCIES.md", "`main.ts`", "`src/other.ts`", /imported by main\.ts/],
  ["src/DEPENDENCIES.md", "| MIT | `main", "| ISC | `main", /the table says ISC/],
  [
    "src/DEPENDENCIES.md",
    "`fast-check` 4",
    "`slow-check` 4",
    /slow-check is in src\/DEPENDENCIES\.md, and not/,
  ],
  ["src/other.ts", '"./x.ts"', '"ulid"', /imported by main\.ts, src\/other\.ts/],
  ["src/other.ts", 'from "./x.ts"', 'from "@a/b/c"', /@a\/b is imported, and not in deno\.json/],
  [
    "src/other.ts",
    'import { x } from "./x.ts"',
    `await import(${'"left-pad"'})`,
    /left-pad is imported/,
  ],
  ["src/other.ts", '"./x.ts"', '"left-pad"', /left-pad is imported, and not in deno\.json/],
  ["tests/a_test.ts", '"fast-check"', '"node:test"', /fast-check is imported by nobody/],
  [
    "node_modules/.deno/ulid@3.0.2/node_modules/ulid/package.json",
    "MIT",
    "SSPL-1.0",
    /licence that is not allowed: "SSPL-1\.0"/,
  ],
];

test("dependencyFaults() finds each fault, and none where there is none", () => {
  using folder = new TemporaryFolder();
  for (const [path, text] of Object.entries(SOUND)) write(folder.path, path, text);
  assert.deepEqual(dependencyFaults(folder.path), []);
  for (const [path, from, to, fault] of CHANGES) {
    const text = SOUND[path] ?? "";
    assert.ok(text.includes(from), `${path}: ${from}`);
    write(folder.path, path, text.replace(from, to));
    assert.match(dependencyFaults(folder.path).join("\n"), fault);
    write(folder.path, path, text);
  }
});

function write(root: string, path: string, text: string): void {
  fs.mkdirSync(join(root, path, ".."), { recursive: true });
  fs.writeFileSync(join(root, path), text);
}
