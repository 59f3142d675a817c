import process from "node:process";
import { MASKED, READERS } from "./line_readers.ts";
import { adversarialTexts } from "../unit/support/adversarial_texts.ts";

// Looks for functions whose time grows faster than the recorded line that they are given: each gets hundreds of texts that
// were made to be slow, and those that are get three times as much. Exit code 1 for any that takes more than six times as long.
const CHARACTERS = 40_000, WORTH_A_LOOK_MS = 15, TIMES = 3, MOST_GROWTH = 6;

let found = 0;
for (const [name, read] of Object.entries({ ...READERS, ...MASKED })) {
  const slow: string[] = [];
  for (const { name: made, text } of adversarialTexts(CHARACTERS)) {
    if (took(read, text) < WORTH_A_LOOK_MS) continue;
    // Once more, because the first time may have been that of the compiler.
    const before = took(read, text),
      after = took(read, text.slice(0, 3) + text.slice(3).repeat(TIMES));
    if (before < WORTH_A_LOOK_MS || after < MOST_GROWTH * before) continue;
    slow.push(`${made}: ${Math.round(before)} ms, then ${Math.round(after)} ms`);
  }
  found += slow.length;
  process.stdout.write(`${name}: ${slow.length === 0 ? "linear" : slow.join("; ")}\n`);
}
process.exitCode = found > 0 ? 1 : 0;

/** In milliseconds of this process alone, so that others do not count. */
function took(read: (text: string) => unknown, text: string): number {
  const { user, system } = process.cpuUsage();
  read(text);
  const after = process.cpuUsage();
  return (after.user + after.system - user - system) / 1000;
}
