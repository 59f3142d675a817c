import { createHash } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";

/** Everything in a folder, by its path: kind, permissions, owner and content, to be compared with what it is later. */
export function treeOf(folder: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(names.map((name) => [name, look(join(folder, name))]));
}

function look(path: string): string {
  const stats = fs.lstatSync(path);
  const access = `${stats.mode.toString(8)} ${stats.uid}`;
  if (stats.isSymbolicLink()) return `${access} -> ${fs.readlinkSync(path)}`;
  if (!stats.isFile()) return access;
  return `${access} ${createHash("sha256").update(fs.readFileSync(path)).digest("hex")}`;
}
