import assert from "node:assert/strict";
import { test } from "node:test";
import { closeDescriptor, openPipe } from "../../../src/runtime/pipes.ts";
import { openPty } from "../../../src/runtime/pty.ts";
import {
  enterRawMode,
  inputRules,
  setTerminalModes,
  terminalModes,
} from "../../../src/runtime/terminal_modes.ts";

test("enterRawMode() makes no signals of what is typed, and what it returns puts all back", () => {
  const { master, slave } = openPty();
  const before = terminalModes(slave);
  assert.ok(before);
  // A mode that is not the usual one: no echo.
  before[12] = (before[12] ?? 0) & ~8;
  assert.ok(setTerminalModes(slave, before));
  const restore = enterRawMode(slave);
  assert.ok(restore);
  const raw = terminalModes(slave);
  assert.ok(raw && !inputRules(raw).makesSignals);
  restore();
  assert.deepEqual(terminalModes(slave), before);
  closeDescriptor(slave);
  closeDescriptor(master);
});

test("terminalModes() and enterRawMode() are undefined for what is no terminal", () => {
  const { readEnd, writeEnd } = openPipe();
  assert.equal(terminalModes(readEnd), undefined);
  assert.equal(enterRawMode(readEnd), undefined);
  closeDescriptor(readEnd);
  closeDescriptor(writeEnd);
});
