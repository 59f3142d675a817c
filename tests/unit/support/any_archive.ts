import fc from "fast-check";

const name = fc.constantFrom(
  "make",
  "b c",
  'a"b',
  "a\\",
  "é",
  "\u2028",
  "started_at",
  '":"',
  "",
  '"started_at":"2029-01-01","zig_session_id":"01KB0000000000000000000001"',
);

/** Those of ours, of zig-core and of neither; some that end or begin alike, in one case or another. */
const id = fc.constantFrom(
  "01KA0000000000000000007K2M",
  "01KA000000000000000000AK2M",
  "01KA0000000000000001007K2M",
  "01KB0000000000000000000001",
  "01kb0000000000000000000001",
  "7K2M0000000000000000000003",
  "7757c442-6b34-43a9-b8e8-7328992df420",
  "f7373d49-f37f-4f88-b18f-77b7b3f97k2m",
  "zig-é-7k2m",
  "01KA7\u212a2M",
  "7k2m",
  "k2m",
  'a"7k2m',
  "",
);

const start = fc.constantFrom(
  "2026-01-02T03:04:05.000001+00:00",
  "2026-01-02T03:04:05.000002+00:00",
  "2026-01-02T03:04:05.000003+00:00",
  "2026-02-02T03:04:05.000001+00:00",
  "2026-02-02T03:04:05.000001002+00:00",
  "2026-02-02T03:04:05.000001002+00",
  "2026-02-02T03:04:05.1+00:00",
  "2026-02-02T03:04:05Z",
  "2026-03-01",
  "2026-03-01 ",
  "é2026-01-02T03:04:05.000001+00:00",
  "ü2026-01-02T03:04:05.000001+00:00",
  "x\ty",
  "",
);

/** An entry of the index of a project. */
export const anyEntry = fc.record({
  zig_session_id: id,
  workflow_name: name,
  workflow_path: name,
  log_path: fc.constantFrom("logs/sessions/01A.jsonl", "/etc/passwd"),
  started_at: start,
  ended_at: fc.option(name),
  status: fc.constantFrom("success" as const, "failure" as const, null),
  workspace_path: fc.option(name),
});

type Rewriting = (text: string) => string;

/** As others may write a line, and as it may be damaged. */
const otherLine = fc.oneof(
  fc.nat(260).map((at): Rewriting => (text) => text.slice(0, at)),
  fc.nat(260).map((at): Rewriting => (text) => text.slice(0, at) + text),
  fc.constantFrom<Rewriting>(
    (text) => ` ${text} `,
    (text) => `${text}\r`,
    (text) => text + text,
    (text) => text.replaceAll('":', '" : '),
    (text) => text.replace('"started_at":', '"started_at":"2027","started_at":'),
    (text) => text.replace('"started_at"', '"started\\u005fat"'),
    (text) => text.replace('"zig_session_id"', '"zig_session\\u005fid"'),
    (text) => text.replace('_at":"2026', '_at":"\\u00320\\u00326'),
    (text) => text.replace("7K2M", "\\u0037K2M"),
    (text) => text.replace("01KA", '01"KA'),
    (text) => text.replace('"status":"success"', '"status":"fine"'),
    (text) => text.replace("{", '{"extra":{"started_at":"2028","zig_session_id":"7K2M"},'),
    (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
    (text) => {
      const { started_at, ...others } = JSON.parse(text);
      return JSON.stringify({ ...others, started_at });
    },
    (text) => text.replace(',"workspace_path":null', ""),
    (text) => text.replace("{", `{${" ".repeat((1 << 20) + 5)}`),
    () => "",
  ),
);

const line = fc.tuple(
  anyEntry,
  fc.oneof({ weight: 4, arbitrary: fc.constant((text: string) => text) }, otherLine),
).map(([entry, rewrite]) => rewrite(JSON.stringify(entry)));

/** The text of an archive: mostly what our writer gives, and a few lines of others. */
export const anyArchive = fc.tuple(
  fc.oneof(
    fc.array(line, { maxLength: 12 }),
    fc.tuple(anyEntry, otherLine).map(([entry, rewrite]) => [rewrite(JSON.stringify(entry))]),
  ),
  fc.constantFrom("\n", ""),
).map(([lines, ending]) => lines.join("\n") + ending);
