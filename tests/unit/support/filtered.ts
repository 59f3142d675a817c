import type { FilteredOutput, FrameFilter } from "../../../src/capture/streams/frame_filter.ts";

/** What a filter makes of these chunks, with a flush at the end. */
export function filtered(filter: FrameFilter, chunks: Iterable<Uint8Array>): Filtered {
  const echo: Uint8Array[] = [], own: Uint8Array[] = [];
  const take = (output: FilteredOutput) => {
    echo.push(...output.echo);
    own.push(...output.own);
  };
  for (const chunk of chunks) take(filter.push(chunk));
  take(filter.flush());
  return { echo: text(echo), own: text(own) };
}

/** As strings of one character a byte. */
export interface Filtered {
  readonly echo: string;
  readonly own: string;
}

function text(pieces: readonly Uint8Array[]): string {
  return Buffer.concat(pieces).toString("latin1");
}
