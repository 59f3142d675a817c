import assert from "node:assert/strict";
import { test } from "node:test";
import { type Column, tableLines } from "../../../../src/view/terminal/table.ts";
import { textWidth } from "../../../../src/view/terminal/text_width.ts";

const COLUMNS: readonly Column[] = [
  { title: "ID" },
  { title: "TOOK", align: "right" },
  { title: "PROJECT", keep: "end" },
  { title: "WORKFLOW", keep: "beginning" },
];
const ROWS = [
  ["7K2M", "12ms", "~/src/shop", "nightly build of everything"],
  ["0AB1", "1h02m", "~/src/shop/frontend/packages", "部署 production ワークフロー"],
].map((row) => row.map((text) => ({ text })));

function table(width: number, rows = ROWS): string[] {
  return tableLines(COLUMNS, rows, width, (_look, text) => text);
}

test("tableLines() lines up its columns, and cuts nothing that fits", () => {
  assert.deepEqual(table(200), [
    "ID     TOOK  PROJECT                       WORKFLOW",
    "7K2M   12ms  ~/src/shop                    nightly build of everything",
    "0AB1  1h02m  ~/src/shop/frontend/packages  部署 production ワークフロー",
  ]);
});

test("tableLines() without a limit cuts nothing", () => {
  assert.deepEqual(table(Infinity), table(200));
});

test("tableLines() cuts the widest columns to fit a terminal", () => {
  assert.deepEqual(table(40), [
    "ID     TOOK  PROJECT       WORKFLOW",
    "7K2M   12ms  ~/src/shop    nightly buil…",
    "0AB1  1h02m  …nd/packages  部署 product…",
  ]);
});

test("tableLines() is never wider than asked for, while something can be cut", () => {
  for (let width = 20; width < 90; width++) {
    for (const line of table(width)) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
  }
});

test("tableLines() keeps a tab from moving what follows", () => {
  const row = ["7K2M", "1s", "a\tb", "c"].map((text) => ({ text }));
  assert.equal(table(80, [row])[1], "7K2M    1s  a b      c");
});

test("tableLines() paints whole cells, so that colours change no width", () => {
  const rows = [[{ text: "ab", look: "red" as const }, { text: "c" }]];
  const lines = tableLines(
    [{ title: "ID" }, { title: "NAME" }],
    rows,
    80,
    (look, text) => `<${look}:${text}>`,
  );
  assert.deepEqual(lines, ["<dim:ID>  <dim:NAME>", "<red:ab>  <plain:c>"]);
});

test("tableLines() without a limit still cuts a name that would fill every row", () => {
  const [head = "", ...rows] = tableLines(
    COLUMNS,
    [["a", "1s", "p", "w".repeat(1_000_000)], ["b", "2s", "q".repeat(1000), "x"]].map((row) =>
      row.map((text) => ({ text }))
    ),
    Infinity,
    (_look, text) => text,
  );
  for (const row of [head, ...rows]) assert.ok(textWidth(row) < 500, row.slice(0, 600));
});
