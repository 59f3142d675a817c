import { StorageError } from "../storage/errors.ts";
import type { ConfigPlace } from "./config_files.ts";
import { CONFIG, type Config } from "./config_keys.ts";
import { parseJsonc } from "./parse_jsonc.ts";
import { readSmallFile } from "./read_small_file.ts";

/** What a configuration says, and what is wrong with it. */
export interface ConfigReading {
  readonly place: ConfigPlace;
  /** What could be understood. */
  readonly config: Config;
  /** The first ten, each with file, line and column, as far as it has them; empty for a sound file. */
  readonly faults: readonly string[];
  /** A fault that shows later, in what stands at an offset. */
  faultAt(offset: number, text: string): string;
}

const MAX_BYTES = 64 << 10, MOST_FAULTS = 10;

/** Reads a configuration. Throws nothing: what is wrong stands in the reading. */
export function readConfig(place: ConfigPlace): ConfigReading {
  let bytes: Uint8Array;
  try {
    bytes = readSmallFile(place.path, { maxBytes: MAX_BYTES, within: place.root });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { place, config: {}, faults: [error.message], faultAt: (_offset, text) => text };
  }
  // Its byte order mark is no part of a text.
  const text = new TextDecoder().decode(bytes);
  const faultAt = (offset: number, fault: string) =>
    `${place.path}:${lineAndColumn(text, offset)}: ${fault}`;
  const { config, faults } = understand(text, place.root !== undefined);
  const badByte = isUtf8(bytes) ? -1 : text.indexOf("\ufffd");
  if (badByte >= 0) faults.unshift([badByte, "a byte is not UTF-8"]);
  return { place, config, faults: faults.map((fault) => faultAt(...fault)), faultAt };
}

type Fault = [offset: number, text: string];

function understand(text: string, isProject: boolean): { config: Config; faults: Fault[] } {
  const { root, fault } = parseJsonc(text);
  const faults: Fault[] = [];
  const onFault = ({ offset }: { readonly offset: number }, text: string) => {
    if (faults.length < MOST_FAULTS) faults.push([offset, text]);
  };
  const config = root && CONFIG.read(root, { name: "", isProject, onFault });
  // What else seems wrong may only be so because of it.
  return { config: config ?? {}, faults: fault ? [[fault.offset, fault.text]] : faults };
}

/** Both from 1, in characters. */
function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset), lineStart = before.lastIndexOf("\n") + 1;
  return `${before.split("\n").length}:${[...before.slice(lineStart)].length + 1}`;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
