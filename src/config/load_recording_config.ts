import { UsageError } from "../options/errors.ts";
import { reasonOf } from "../storage/errors.ts";
import { configPlaces, existingConfigs } from "./config_files.ts";
import { NO_CONFIG, type RecordingConfig } from "./recording_config.ts";

/** Reads what is configured about recording. Never throws: no fault of it may keep a command from being run. */
export async function recordingConfig(): Promise<RecordingConfig> {
  try {
    const places = existingConfigs(configPlaces());
    // As a rule there is none, and then the parser is not even loaded.
    if (places.length === 0) return NO_CONFIG;
    const { readRecordingConfig } = await import("./read_recording_config.ts");
    return readRecordingConfig(places);
  } catch (error) {
    return { ...NO_CONFIG, faults: [`can't read the configuration: ${reasonOf(error)}`] };
  }
}

/** {@link recordingConfig}, for a command that can be given again. Throws UsageError for a fault in a file. */
export async function soundRecordingConfig(): Promise<RecordingConfig> {
  const config = await recordingConfig();
  if (config.faults.length > 0) throw new UsageError(config.faults.join("\n"));
  return config;
}
