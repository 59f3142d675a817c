import fs from "node:fs";
import process from "node:process";
import { tryLock } from "../../../../src/runtime/descriptors/file_lock.ts";

// Removes a file whenever it is there and nobody holds it, as who clears up after the dead does. Having done so ten times
// it makes another file, as a word that it is enough.
const [path = "", done = ""] = process.argv.slice(2);
process.stdout.write("ready\n", () => {
  for (let cleared = 0;;) {
    let descriptor: number;
    try {
      descriptor = fs.openSync(path, "r");
    } catch {
      continue;
    }
    if (tryLock(descriptor, "exclusive") && isAt(descriptor)) {
      fs.rmSync(path, { force: true });
      if (++cleared === 10) fs.writeFileSync(done, "");
    }
    fs.closeSync(descriptor);
  }
});

function isAt(descriptor: number): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.ino === fs.fstatSync(descriptor).ino;
}
