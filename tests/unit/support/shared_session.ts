import fs from "node:fs";
import type { SessionEventKind, SessionLogEvent } from "../../../src/session/event.ts";
import { openMarkFields } from "../../../src/session/writing/open_mark.ts";
import { outlineSession } from "../../../src/session/outline/session_outline.ts";
import { SessionWriter } from "../../../src/session/writing/session_writer.ts";
import type { OutlinedStep } from "../../../src/session/outline/step_outline.ts";
import { beginStep } from "../../../src/session/workflow/workflow_events.ts";
import { wholeEvents, withoutHead } from "./log_lines.ts";
import { SessionPlace } from "./session_place.ts";

/** An open session, as "start" leaves it, and those who join it. Each has a `.live` file of its own, as if it was a process. */
export class SharedSession extends SessionPlace {
  readonly id: string;
  readonly log: string;
  readonly #writers: SessionWriter[] = [];

  constructor() {
    super();
    const writer = this.start({ extra: openMarkFields({ expiresSecs: 86_400 }) });
    writer.close();
    this.id = writer.sessionId;
    this.log = writer.logPath;
  }

  /** Joins the session until the test is over. */
  join(): SessionWriter {
    const writer = SessionWriter.join(this.log, { home: this.home });
    this.#writers.push(writer);
    return writer;
  }

  /** Joins the session, and begins a step. */
  step(name: string): SessionWriter {
    const writer = this.join();
    const { recorder } = writer;
    beginStep(writer, { name, zagCommand: "exec", promptPreview: `run ${name}`, recorder });
    return writer;
  }

  /** Begins a step whose recorder dies: its lock goes, its file stays. */
  deadStep(name: string): SessionWriter {
    const writer = this.step(name);
    writer.close();
    fs.writeFileSync(this.liveFile(writer.recorder), "");
    return writer;
  }

  liveFile(number: number): string {
    return this.log.replace(/jsonl$/, `${number}.live`);
  }

  /** All events behind the first. Fails on damage, and on a gap in their numbers. */
  get events(): SessionLogEvent[] {
    const events = wholeEvents(this.log);
    if (events.some(({ seq }, index) => seq !== index + 1)) throw new Error("A number is missing");
    return events.slice(1);
  }

  /** {@link events} without what the log gives them. */
  get kinds(): Partial<SessionEventKind>[] {
    return this.events.map(withoutHead);
  }

  /** What has become of the steps, as whoever looks at the session sees it. */
  get steps(): readonly OutlinedStep[] {
    return outlineSession(this.log, { tailLines: 0, live: true, nowMs: Date.now() }).steps;
  }

  override [Symbol.dispose](): void {
    for (const writer of this.#writers) writer.close();
    super[Symbol.dispose]();
  }
}
