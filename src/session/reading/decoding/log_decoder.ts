import type { Line } from "../../../storage/lines/line.ts";
import { type EventFault, isEvent } from "./decode_event.ts";
import { decodeLine } from "./decode_line.ts";
import type { SessionLogEvent } from "../../event.ts";
import type { FoundEvent } from "../find_events.ts";
import {
  damageAround,
  type DamagedLine,
  type EventPlace,
  recoverEvents,
} from "./recover_events.ts";

/** Makes events of the lines of one log, which are given in their order. */
export class LogDecoder {
  #last: EventPlace | undefined;

  constructor(readonly logPath: string, readonly onDamage: (line: DamagedLine) => void) {}

  /** The event that a line is. For a fault, {@link recover} is to be called. */
  decode(line: Line): SessionLogEvent | EventFault {
    const event = decodeLine(line);
    if (isEvent(event)) this.#last = event;
    return event;
  }

  /** Takes note of an event whose line was not given. */
  passOver(event: EventPlace): void {
    this.#last = event;
  }

  /** Tells of the damage to a line with this fault, and returns the events that are whole in it. */
  recover(line: Line, { fault }: EventFault): FoundEvent[] {
    const found = recoverEvents(line, this.logPath, { previous: this.#last });
    this.#last = found.at(-1)?.event ?? this.#last;
    for (const damage of damageAround(line, found, fault)) this.onDamage(damage);
    return found;
  }

  /** Tells of what stands behind the last newline of a log that has ended. */
  tellTorn(torn: Line | undefined): void {
    if (torn) this.onDamage({ offset: torn.offset, fault: "torn: it has no newline" });
  }
}
