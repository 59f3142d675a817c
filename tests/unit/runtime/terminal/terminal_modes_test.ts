import assert from "node:assert/strict";
import { test } from "node:test";
import { closeDescriptor, openPipe } from "../../../../src/runtime/descriptors/pipes.ts";
import { openPty } from "../../../../src/runtime/terminal/pty.ts";
import {
  addsReturns,
  enterRawMode,
  inputRules,
  processesOutput,
  setTerminalModes,
  terminalModes,
  withOutputProcessing,
} from "../../../../src/runtime/terminal/terminal_modes.ts";

test("enterRawMode() makes no signals of what is typed, and what it returns puts all back", () => {
  const { master, slave } = openPty();
  const before = terminalModes(slave);
  assert.ok(before);
  // A mode that is not the usual one: no echo.
  before[12] = (before[12] ?? 0) & ~8;
  assert.ok(setTerminalModes(slave, before));
  const terminal = enterRawMode(slave);
  assert.ok(terminal);
  const raw = terminalModes(slave);
  assert.ok(raw && !inputRules(raw).makesSignals && !processesOutput(raw));
  terminal.restore();
  assert.deepEqual(terminalModes(slave), before);
  closeDescriptor(slave);
  closeDescriptor(master);
});

test("enterRawMode() processes output when told to, also after others have set the modes", () => {
  const { master, slave } = openPty();
  const before = terminalModes(slave);
  assert.ok(before && addsReturns(before));
  const terminal = enterRawMode(slave);
  assert.ok(terminal);
  terminal.processOutput(true);
  const asBefore = terminalModes(slave);
  assert.ok(asBefore && addsReturns(asBefore) && !inputRules(asBefore).makesSignals);
  assert.ok(setTerminalModes(slave, before));
  assert.ok(terminal.enterAgain());
  assert.deepEqual(terminalModes(slave), asBefore);
  terminal.processOutput(false);
  assert.deepEqual(terminalModes(slave), withOutputProcessing(asBefore, false));
  terminal.restore();
  assert.deepEqual(terminalModes(slave), before);
  closeDescriptor(slave);
  closeDescriptor(master);
});

test("enterRawMode() processes no output where none was processed before", () => {
  const { master, slave } = openPty();
  const usual = terminalModes(slave);
  assert.ok(usual && setTerminalModes(slave, withOutputProcessing(usual, false)));
  const terminal = enterRawMode(slave);
  terminal?.processOutput(true);
  const raw = terminalModes(slave);
  assert.ok(raw && !processesOutput(raw));
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
