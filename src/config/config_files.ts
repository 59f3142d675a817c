import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findProjectRoot, zigHome } from "../session/paths.ts";
import { codeOf, StorageError } from "../storage/errors.ts";

/** A place where a configuration may be. */
export interface ConfigPlace {
  readonly path: string;
  /** The git root that it belongs to, and that nothing it names may lie outside of; undefined for the user's own. */
  readonly root: string | undefined;
}

const FILE_NAME = "session.jsonc";

/** Where configurations are looked for: the user's own first, then that of the project that holds the current folder. */
export function configPlaces(): ConfigPlace[] {
  const own = ownConfigPlace(), root = findProjectRoot(process.cwd());
  const places = own ? [own] : [];
  if (root !== null) {
    const path = join(root, ".zig", FILE_NAME);
    if (!own || !isSameFile(own.path, path)) places.push({ path, root });
  }
  return places;
}

/** Where the user's own configuration is looked for; undefined for a user without a home. */
export function ownConfigPlace(): ConfigPlace | undefined {
  try {
    return { path: join(zigHome(), FILE_NAME), root: undefined };
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}

/** Those of the places at which there is something, be it readable or not; with `ZIG_SESSION_CONFIG=off` none. */
export function existingConfigs(places: readonly ConfigPlace[]): ConfigPlace[] {
  if (process.env["ZIG_SESSION_CONFIG"] === "off") return [];
  return places.filter(({ path }) => isThere(path));
}

const NOTHING_THERE = ["ENOENT", "ENOTDIR", "ELOOP"];

/** What we may not look at is not passed over: it may say what is secret. */
function isThere(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !NOTHING_THERE.includes(codeOf(error) ?? "");
  }
}

/** The git root may be the user's home, whose file is the user's own. */
function isSameFile(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    // Where there is no file, nothing is thrown: that takes longer than all the rest.
    const file = fs.statSync(one, { throwIfNoEntry: false });
    const same = file && fs.statSync(other, { throwIfNoEntry: false });
    return file !== undefined && file.ino === same?.ino && file.dev === same.dev;
  } catch {
    return false;
  }
}
