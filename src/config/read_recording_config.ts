import { dirname, resolve } from "node:path";
import process from "node:process";
import { secretsOfFile } from "../redaction/values/secret_values.ts";
import { StorageError } from "../storage/errors.ts";
import type { ConfigPlace } from "./config_files.ts";
import type { Config } from "./config_keys.ts";
import { type ConfigReading, readConfig } from "./read_config.ts";
import { readSmallFile } from "./read_small_file.ts";
import type { RecordingConfig } from "./recording_config.ts";

/** Reads the configurations at these places, the later of which goes before the earlier. Throws nothing for a fault. */
export function readRecordingConfig(places: readonly ConfigPlace[]): RecordingConfig {
  const readings = places.map(readConfig);
  const secrets = readings.map(secretsNamedBy);
  const redactions = readings.flatMap(({ config }) => config.redact ?? []);
  return {
    defaults: Object.assign({}, ...readings.map(defaultsOf)),
    redaction: {
      patterns: redactions.flatMap(({ patterns = [] }) => patterns.flat()),
      values: [
        ...redactions.flatMap(({ names = [] }) => valuesOfEnvironment(names)),
        ...secrets.flatMap(({ values }) => values),
      ],
      output: redactions.some(({ output }) => output),
    },
    faults: [
      ...readings.flatMap(({ faults }) => faults),
      ...secrets.flatMap(({ faults }) => faults),
    ],
  };
}

/** One mistake makes what stands around it doubtful. */
function defaultsOf({ config, faults }: ConfigReading): Omit<Config, "redact"> {
  const { redact: _, ...defaults } = config;
  return faults.length > 0 ? {} : defaults;
}

function valuesOfEnvironment(names: readonly ((name: string) => boolean)[]): string[] {
  return Object.entries(process.env).flatMap(([name, value = ""]) =>
    names.some((isMeant) => isMeant(name)) ? [value] : []
  );
}

const MAX_SECRETS_BYTES = 64 << 10;

function secretsNamedBy({ place, config, faultAt }: ConfigReading) {
  const values: string[] = [], faults: string[] = [];
  for (const { path, offset } of config.redact?.valueFiles ?? []) {
    try {
      const limits = { maxBytes: MAX_SECRETS_BYTES, within: place.root };
      const bytes = readSmallFile(resolve(dirname(place.path), path), limits);
      values.push(...secretsOfFile(new TextDecoder().decode(bytes)));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      faults.push(faultAt(offset, `${error.attempted}: ${error.obstacle}`));
    }
  }
  return { values, faults };
}
