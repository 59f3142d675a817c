/** Which module imports which: paths from the project's root, such as "src/session/paths.ts". */
export type Imports = ReadonlyMap<string, ReadonlySet<string>>;

/** The rooms from the top down: an import goes down this list, or stays in its room. Those on one line do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["main.ts"],
  ["src/program"],
  ["src/commands", "src/mcp"],
  ["src/manual"],
  ["src/capture"],
  ["src/config"],
  ["src/export"],
  ["src/view"],
  ["src/options"],
  ["src/upkeep", "src/inspect", "src/transfer"],
  ["src/screen"],
  ["src/session"],
  ["src/redaction", "src/storage"],
  ["src/runtime"],
];

/** What is wrong with the way imports go, each with the names of both files; circles name all of theirs. */
export function layerFaults(imports: Imports): string[] {
  return [...directionFaults(imports), ...circles(imports)];
}

function* directionFaults(imports: Imports): Generator<string> {
  for (const [from, targets] of imports) {
    for (const to of targets) {
      const fault = directionFault(from, to);
      if (fault) yield `${from} imports ${to}: ${fault}`;
    }
  }
}

function directionFault(from: string, to: string): string | undefined {
  const [above, below] = [roomOf(from), roomOf(to)];
  if (above === "src/commands" && below === above) {
    return to === "src/commands/command.ts" ? undefined : "a command does not know another";
  }
  if (above === below || (above === "src/options" && to.startsWith("src/view/format/"))) return;
  if (below === "src/manual" && above !== "src/commands") return "only commands show the manual";
  const [high, low] = [floorOf(above), floorOf(below)];
  if (high < 0 || low < 0) return `"${high < 0 ? above : below}" has no place in the list of rooms`;
  if (high === low) return `${above} and ${below} do not know each other`;
  return high > low ? `${above} is below ${below}` : undefined;
}

function roomOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** Every circle once, in the order in which its files import each other. */
function* circles(imports: Imports): Generator<string> {
  const done = new Set<string>();
  for (const start of imports.keys()) yield* circlesFrom(start, imports, [], done);
}

function* circlesFrom(
  file: string,
  imports: Imports,
  way: readonly string[],
  done: Set<string>,
): Generator<string> {
  const place = way.indexOf(file);
  if (place >= 0) {
    yield `a circle: ${[...way.slice(place), file].join(" imports ")}`;
    return;
  }
  if (done.has(file)) return;
  for (const next of imports.get(file) ?? []) {
    yield* circlesFrom(next, imports, [...way, file], done);
  }
  done.add(file);
}
