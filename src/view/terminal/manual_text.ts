import type { Paint } from "./paint.ts";

const FENCE = /^```/, HEADING = /^#+ (.*)$/, CODE = /`([^`\n]+)`/g;

/** A topic of the manual as a terminal shows it best: headings and code set apart by their look instead of by signs. */
export function manualText(markdown: string, paint: Paint): string {
  let fenced = false;
  return markdown.split("\n").flatMap((line) => {
    if (FENCE.test(line)) {
      fenced = !fenced;
      return [];
    }
    if (fenced) return [`    ${line}`];
    if (line.startsWith("    ")) return [line];
    const [, heading] = HEADING.exec(line) ?? [];
    if (heading !== undefined) return [paint("bold", heading)];
    return [line.replace(CODE, (_, code: string) => paint("bold", code))];
  }).join("\n");
}
