/** One option of a command, as `--help` shows it. */
export interface OptionSpec {
  /** Such as "-n, --limit <n>": `<…>` takes a value, none makes a switch. Its name in camel case is the key. */
  readonly flags: string;
  readonly summary: string;
  /** The heading under which the help lists it; options of a group stand together. Default: "Options". */
  readonly group?: string;
  /** Reads the value; throws UsageError. Without it the value stays a string. */
  readonly parse?: (value: string) => unknown;
}

/** What a module of this folder exports as `command`. */
export interface CommandSpec<Options = Record<string, never>> {
  /** Such as "[id]" or "<command...>", with what they mean. */
  readonly operands?: readonly (readonly [syntax: string, summary: string])[];
  readonly options: readonly OptionSpec[];
  /** Shown below the options; one invocation and its meaning each. */
  readonly examples?: readonly (readonly [invocation: string, meaning: string])[];
  /** Whether the options end at the first operand, because the rest belongs to another program. */
  readonly passThrough?: boolean;
  /** With `passThrough`: whether the first operand is ours, and more options may stand behind it. */
  readonly leadingOperand?: boolean;
  /** Whether it adds to a session that others record, and so does nothing while `ZIG_SESSION=off` keeps all from being recorded. */
  readonly addsToSession?: true;
  /** Does the work and returns the exit code. Options that were not given are undefined. */
  run(options: Partial<Options>, operands: readonly string[]): number | Promise<number>;
}
