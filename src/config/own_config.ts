import { UsageError } from "../options/errors.ts";
import { existingConfigs, ownConfigPlace } from "./config_files.ts";
import type { Config } from "./config_keys.ts";

/** What the user's own configuration says; a project's is not looked at. Throws UsageError for a fault in the file. */
export async function ownConfig(): Promise<Config> {
  const place = ownConfigPlace();
  const [existing] = existingConfigs(place ? [place] : []);
  if (!existing) return {};
  const { readConfig } = await import("./read_config.ts");
  const { config, faults } = readConfig(existing);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  return config;
}
