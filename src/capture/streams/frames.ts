/**
 * `bytes` as frames: what a nested step writes to the pipe or terminal of its session's recorder, which passes on what is
 * within and does not record it again. Each is to be written with one `write`, and is at most PIPE_BUF (4096 bytes) long,
 * so that on a pipe it stays in one piece among other writers. Cut at line ends where there are any.
 */
export function framesOf(bytes: Uint8Array, nonce: string): Uint8Array<ArrayBuffer>[] {
  const { begin, end } = frameMarkers(nonce);
  const payloadBytes = PIPE_BUF - begin.length - end.length;
  const frames: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < bytes.length;) {
    const window = bytes.subarray(start, start + payloadBytes);
    // Parallel steps show whole lines; only a line longer than a frame can have another's output within.
    const length = window.lastIndexOf(NEWLINE) + 1 || window.length;
    frames.push(Buffer.concat([begin, window.subarray(0, length), end]));
    start += length;
  }
  return frames;
}

/** How much longer a frame is than what is in it, in bytes. */
export const FRAME_OVERHEAD_BYTES = 65;

/** The bytes around the payload of a frame; both start with `common`. */
export interface FrameMarkers {
  readonly begin: Buffer;
  readonly end: Buffer;
  readonly common: Buffer;
}

/**
 * The markers with this nonce (16 lowercase hex digits): APC strings of ECMA-48, which a terminal ignores should one ever
 * reach it, and which pass a terminal's output processing unchanged.
 */
export function frameMarkers(nonce: string): FrameMarkers {
  const common = `\x1b_zig-session ${nonce}`;
  return {
    begin: Buffer.from(`${common}\x1b\\`, "latin1"),
    end: Buffer.from(`${common};\x1b\\`, "latin1"),
    common: Buffer.from(common, "latin1"),
  };
}

// What POSIX calls PIPE_BUF, on Linux: longer writes to a pipe may be mixed with those of others.
const PIPE_BUF = 4096;
const NEWLINE = 0x0a;
