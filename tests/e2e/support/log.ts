import fs from "node:fs";
import type { OutputStream, SessionLogEvent } from "../../../src/session/mod.ts";
import type { Scratch } from "./scratch.ts";

/**
 * The events of the newest log, or of the newest of a workflow, each line parsed by itself, so that a line that is no JSON
 * fails the test.
 */
export function events(scratch: Scratch, workflow?: string): SessionLogEvent[] {
  const path = scratch.logs().findLast((path) =>
    workflow === undefined ||
    fs.readFileSync(path, "utf8").includes(`"workflow_name":"${workflow}"`)
  );
  if (path === undefined) throw new Error("nothing was recorded");
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    fs.readFileSync(path),
  );
  if (!text.endsWith("\n")) throw new Error("the log ends in the middle of a line");
  return text.slice(0, -1).split("\n").map((line) => JSON.parse(line) as SessionLogEvent);
}

/** The recorded lines of one stream. */
export function outputLines(scratch: Scratch, stream: OutputStream): string[] {
  return events(scratch).flatMap((event) =>
    event.type === "step_output" && event.stream === stream ? [event.line] : []
  );
}
