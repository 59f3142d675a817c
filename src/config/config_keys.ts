import { parseDuration } from "../options/values/parse_duration.ts";
import { parseSize } from "../options/values/parse_size.ts";
import {
  parseHeartbeat,
  parseMaxLine,
  parseMaxLog,
  parseMinFree,
} from "../options/recording_limits.ts";
import { parsePatterns } from "../options/redaction_options.ts";
import { choice, count, flag, group, list, ofProjects, text } from "./config_values.ts";
import { parseSecretNamePattern } from "./secret_name_pattern.ts";

const PATTERNS = text("a regular expression", (source) => parsePatterns(source));
const NAMES = text('a name such as "*_PIN"', parseSecretNamePattern);
const VALUE_FILES = text("a path", (path, _name, { offset }) => ({ path, offset }));

/**
 * All keys of the configuration. A project's file comes with its repository, which may be a stranger's: a key is only for the
 * user's own file, unless it is `ofProjects`. Redactions add up; of other keys the project's value goes before the user's.
 */
export const CONFIG = group({
  redact: group({
    patterns: ofProjects(list(PATTERNS, "a list of regular expressions")),
    valueFiles: ofProjects(list(VALUE_FILES, "a list of paths")),
    names: ofProjects(list(NAMES, 'a list of names such as "*_PIN"')),
    output: flag,
  }),
  heartbeat: ofProjects(text('a duration such as "10s"', parseHeartbeat)),
  maxLine: ofProjects(text('a size such as "64KiB"', parseMaxLine)),
  maxLog: text('a size such as "1GiB", or "none"', parseMaxLog),
  minFree: text('a size such as "200MiB", or "none"', parseMinFree),
  retention: group({
    olderThan: text('a duration such as "30d"', asTyped(parseDuration)),
    keep: count,
    maxSize: text('a size such as "1GiB"', asTyped(parseSize)),
  }),
  color: choice("auto", "always", "never"),
});

/** What a configuration says; a key that is not there says nothing. */
export type Config = NonNullable<ReturnType<typeof CONFIG.read>>;

/** Checks a text and keeps it, because it is shown again. */
function asTyped(parse: (text: string) => unknown): (text: string) => string {
  return (text) => {
    parse(text);
    return text;
  };
}
