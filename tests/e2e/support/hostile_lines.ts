import { eventLine } from "../../unit/support/event_lines.ts";
import { STORED_ID } from "./stored_log.ts";
import type { Terminal } from "./terminal.ts";

/** What a reader of {@link HOSTILE_LINES} has to see at their end. */
export const HOSTILE_MARK = "the last line";

const ATTACKS: readonly string[] = [
  "\x1b]52;c;b3duZWQ=\x07clipboard",
  "\x1b]0;owned\x07\x1b]2;owned\x1b\\title",
  "\x9d0;owned\x9ctitle of 8 bits",
  "\x1bkowned\x1b\\title of screen",
  "\x1b[2J\x1b[H\x1b[3Jcleared",
  "\x1b[10;10H\x1b[5A\x1bcmoved",
  "\x9b2J\x9b1;1Hof 8 bits",
  "\x1b[?1049h\x1b[?25l\x1b[?1000hmodes",
  "\x1b[>4;2m\x1b[?4mkeys",
  "\x1b(0\x0equux",
  "\u202etxet desrever\u202c \u2066isolated",
  `\x1b]0;${"x".repeat(1_000_000)}`,
  "\x1b[31;5mred without an end",
];

/** The lines of a log whose every text attacks the terminal of who reads it. */
export const HOSTILE_LINES: readonly string[] = [
  { type: "zig_session_started", workflow_name: ATTACKS[0], workflow_path: "", tier_count: 1 },
  ...ATTACKS.flatMap((attack) => [
    { step_name: attack.slice(0, 200), line: attack },
    { step_name: "unit", stream: "stderr", line: attack },
  ]),
  ...ATTACKS.map((error) => ({ type: "step_failed", exit_code: 1, attempt: 1, error })),
  { line: HOSTILE_MARK },
  { type: "zig_session_ended", status: "success", duration_ms: 1 },
].map((fields, index) => eventLine({ seq: index + 1, zig_session_id: STORED_ID, ...fields }));

/** What a program can leave behind in a terminal beside its text: title, clipboard, modes, the side of its cursor. */
export function terminalTraces(terminal: Terminal): string {
  // Or the terminal would not be one that an attack succeeds on.
  terminal.ask("set-option", "-s", "set-clipboard", "on");
  terminal.ask("set-option", "-g", "allow-rename", "on");
  terminal.ask("set-option", "-g", "automatic-rename", "off");
  const format = [
    "#{pane_title}",
    "#{window_name}",
    "#{alternate_on}",
    "#{cursor_flag}",
    "#{insert_flag}",
    "#{mouse_any_flag}",
    "#{keypad_flag}",
    "#{scroll_region_upper}",
  ].join("|");
  return terminal.ask("display-message", "-p", format) + terminal.ask("list-buffers");
}
