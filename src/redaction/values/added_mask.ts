/** What a line has that asks GitHub's runner to mask a value. */
export const ADDED_MASK_ANCHORS: readonly string[] = [
  "::add-mask::",
  "::ADD-MASK::",
  "::Add-Mask::",
  "##[add-mask]",
];

/** The value that a line such as `::add-mask::VALUE` asks to mask; undefined for any other line. */
export function addedMaskOf(line: string): string | undefined {
  const [, value] = ADDED_MASK.exec(line) ?? [];
  // The runner's own escapes.
  return value?.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** Where the value begins that an unfinished line asks to mask; undefined where it does not, so far. */
export function addedMaskStart(line: string): number | undefined {
  return /^\s*(?:::add-mask::|##\[add-mask\])/i.exec(line)?.[0].length;
}

/** Whether an unfinished line may become such a one. */
export function beginsAddedMask(line: string): boolean {
  const text = line.trimStart();
  return text !== "" &&
    ADDED_MASK_ANCHORS.some((anchor) => anchor.startsWith(text) || text.startsWith(anchor));
}

const ADDED_MASK = /^\s*(?:::add-mask::|##\[add-mask\])(.*?)\r?$/i;
