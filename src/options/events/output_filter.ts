import type { OutputStream } from "../../session/mod.ts";
import type { EventFilter } from "../../session/reading/event_filter.ts";
import { EVENT_OPTIONS, EVENT_RANGE_OPTIONS, eventFilterOf } from "./event_options.ts";

/** The options that choose among recorded lines. */
export interface OutputFilterOptions {
  step: string;
  stream: OutputStream;
  since: number;
  until: number;
}

/** How {@link OutputFilterOptions} are given: as for events. */
export const OUTPUT_FILTER_OPTIONS = [...EVENT_OPTIONS, ...EVENT_RANGE_OPTIONS]
  .filter(({ flags }) => /^--(?:step|stream|since|until) /.test(flags));

/** The filter that options ask for. */
export function outputFilterOf(options: Partial<OutputFilterOptions>): EventFilter {
  const { step, stream, since, until } = options;
  return eventFilterOf({
    ...(step === undefined ? {} : { step }),
    ...(stream === undefined ? {} : { stream }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
}
