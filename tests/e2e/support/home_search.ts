import fs from "node:fs";
import { join } from "node:path";

/** How often texts stand in the files of a folder and those below it, and in their names, as bytes. */
export function countUnder(folder: string, texts: readonly string[]): number {
  let count = 0;
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    const bytes = fs.statSync(path).isFile() ? fs.readFileSync(path) : Buffer.alloc(0);
    for (const text of texts) {
      if (name.includes(text)) count++;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count++;
    }
  }
  return count;
}
