import fs from "node:fs";
import process from "node:process";
import { closeDescriptor, makeBlocking, openPipe } from "../../runtime/descriptors/pipes.ts";
import { isAtEnd } from "../../runtime/descriptors/reader_gone.ts";
import { reopened } from "../../runtime/descriptors/reopen.ts";
import { ownProgram } from "../../runtime/process/own_program.ts";
import { spawnApart } from "../../runtime/process/spawn_apart.ts";
import {
  shownTarget,
  type StreamHolder,
  streamHolders,
} from "../../runtime/process/stream_holders.ts";
import { writeNow } from "../../runtime/terminal/pty.ts";
import type { RedactionSettings } from "../recording/command_redaction.ts";
import type { CommandTerminal } from "../terminal/command_terminal.ts";
import type { Channel } from "./channel.ts";
import { encodeOrder, PASS_ON_WORD, type PassOnOrder } from "./pass_on_order.ts";

/** Output that others went on writing when the command had ended. */
export interface HeldOutput {
  /** Who can write to it, oldest first; those that we may not see are missing. */
  readonly holders: readonly StreamHolder[];
  /** Whether a process of its own passes it on; otherwise it has been closed. */
  readonly isPassedOn: boolean;
}

/** What is to become of output that the command has left to others. */
export interface HandOverRequest {
  readonly channels: readonly Channel[];
  readonly terminal: CommandTerminal | undefined;
  /** Close it instead: who writes there gets SIGPIPE, or a hangup. */
  readonly closeOutput: boolean;
  /** The mark of the frames that nested steps may still write. */
  readonly nestedNonce: string | undefined;
  /** What is masked in what is passed on. */
  readonly passedRedaction: () => RedactionSettings | undefined;
}

// In a form that nobody types, so that it can be told from a `cat` of the command's.
const CAT_WORDS = ["cat", "-u", "-"], CATS = ["/bin/cat", "/usr/bin/cat"];

/**
 * Gives what others still write to a small process, which passes it on to our stdout and stderr for as long as they do, or until
 * nobody reads it: it is not recorded. Undefined when nobody writes any more.
 */
export function handOver(request: HandOverRequest): HeldOutput | undefined {
  const { channels, terminal, closeOutput } = request;
  const left = channels.filter(({ leftEnd }) => leftEnd !== undefined && !isAtEnd(leftEnd));
  const targets = left.flatMap(({ leftEnd }) =>
    leftEnd === undefined ? [] : shownTarget(leftEnd) ?? []
  );
  const holders = left.length > 0 ? streamHolders(targets, isRelay) : [];
  let isPassedOn = false;
  if (left.length > 0 && !closeOutput) {
    if (left.some(({ leftEnd }) => leftEnd === terminal?.master)) terminal?.leave();
    const order = orderFor(request, holders);
    isPassedOn = !left.map((channel) => passOn(channel, order)).includes(false);
  }
  for (const { leftEnd } of channels) {
    if (leftEnd === undefined) continue;
    if (leftEnd === terminal?.master) terminal?.closeMaster(!isPassedOn);
    else closeDescriptor(leftEnd);
  }
  return left.length > 0 ? { holders, isPassedOn } : undefined;
}

/** What only our own program can do to what passes; undefined when it passes as it is. */
function orderFor(
  { nestedNonce, passedRedaction }: HandOverRequest,
  holders: readonly StreamHolder[],
): PassOnOrder | undefined {
  const redaction = passedRedaction();
  const hasNestedStep = nestedNonce !== undefined && holders.some(isRecorder);
  return redaction || hasNestedStep ? { nestedNonce, redaction } : undefined;
}

/** False when there is no program that could do it. */
function passOn(
  { leftEnd = -1, echo, descriptor }: Channel,
  order: PassOnOrder | undefined,
): boolean {
  // Our reader has gone: who writes gets the SIGPIPE that it would get without us.
  if (echo.failure && echo.failure.code !== "EBADF") return true;
  makeBlocking(leftEnd);
  // Where ours was closed from the start, nobody hears what is written, and nobody is ended for it.
  const anew = echo.failure ? fs.openSync("/dev/null", "w") : reopened(descriptor);
  const streams = { stdin: leftEnd, stdout: anew ?? descriptor };
  try {
    return (order === undefined && passOnByCat(streams)) || passOnByUs(streams, order ?? {});
  } finally {
    if (anew !== undefined) closeDescriptor(anew);
  }
}

interface Streams {
  readonly stdin: number;
  readonly stdout: number;
}

function passOnByCat(streams: Streams): boolean {
  return CATS.some((path) => isStarted(() => spawnApart({ path, argv: CAT_WORDS, ...streams })));
}

/** Our program costs some twenty times the memory. What it masks it reads from a pipe, where nobody else can see it. */
function passOnByUs(streams: Streams, order: PassOnOrder): boolean {
  const { path, argv } = ownProgram(PASS_ON_WORD);
  const { readEnd, writeEnd } = openPipe();
  const isRunning = isStarted(() => spawnApart({ path, argv, ...streams, third: readEnd }));
  closeDescriptor(readEnd);
  const bytes = encodeOrder(order);
  // Where it ends before it has read all, nothing more is taken.
  for (let at = 0, count = 1; isRunning && count > 0 && at < bytes.length; at += count) {
    count = writeNow(writeEnd, bytes.subarray(at));
  }
  closeDescriptor(writeEnd);
  return isRunning;
}

function isStarted(start: () => void): boolean {
  try {
    start();
    return true;
  } catch {
    return false;
  }
}

function isRelay(words: readonly string[]): boolean {
  return words.includes(PASS_ON_WORD) || words.join(" ") === CAT_WORDS.join(" ");
}

/** Whether a process runs the same program as we do, which may be a nested step. */
function isRecorder({ pid }: StreamHolder): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`) === fs.readlinkSync(`/proc/${process.pid}/exe`);
  } catch {
    return false;
  }
}
