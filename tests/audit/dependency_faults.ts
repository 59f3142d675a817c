import fs from "node:fs";
import { join } from "node:path";

/** A licence that lets everybody use, change and pass on what is under it. */
const LICENCES: readonly string[] = [
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "Unlicense",
  "CC0-1.0",
  "BlueOak-1.0.0",
];
const EXACT = /^\d+\.\d+\.\d+$/, INTEGRITY = /^sha512-[\w+/]{86}==$/;
/** In the table: a package that no part of the program imports. */
const TESTS = "tests";

interface Settings {
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, { readonly integrity?: string }>>;
}

/** A row of the table in `src/DEPENDENCIES.md`. */
interface Row {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly importedBy: string;
  readonly why: string;
}

/**
 * What is wrong with the packages that a project depends on, each as a sentence: every one has to be pinned exactly, locked
 * with a hash, under a licence that is allowed, imported by the one module that `src/DEPENDENCIES.md` names, with a reason. Looks at the
 * files of the project and its installed packages alone.
 */
export function dependencyFaults(root: string): string[] {
  const settings = readJson<Settings>(join(root, "deno.json"));
  const lock = readJson<LockFile>(join(root, "deno.lock"));
  const readme = fs.readFileSync(join(root, "README.md"), "utf8");
  const rows = tableRows(fs.readFileSync(join(root, "src/DEPENDENCIES.md"), "utf8")),
    importers = findImporters(root);
  const direct = Object.entries(settings.imports);
  return [
    ...direct.flatMap(([name, specifier]) => [
      ...pinFaults(name, specifier, lock),
      ...rowFaults(name, specifier, rows.filter((row) => row.name === name), importers),
    ]),
    ...Object.entries(lock.npm).flatMap(([id, { integrity }]) => [
      ...(INTEGRITY.test(integrity ?? "") ? [] : [`${id} has no hash in deno.lock.`]),
      ...licenceFaults(root, id, rows),
    ]),
    ...[...importers.keys()].filter((name) => !Object.hasOwn(settings.imports, name))
      .map((name) => `${name} is imported, and not in deno.json.`),
    ...rows.filter(({ name }) => !Object.hasOwn(settings.imports, name))
      .map(({ name }) => `${name} is in src/DEPENDENCIES.md, and not in deno.json.`),
    ...toolFaults({ "README.md": readme, ...settings.tasks }),
  ];
}

function pinFaults(name: string, specifier: string, lock: LockFile): string[] {
  const version = versionOf(specifier);
  if (specifier !== `npm:${name}@${version}` || !EXACT.test(version)) {
    return [`${name} is not pinned to one version of npm: "${specifier}".`];
  }
  const locked = lock.specifiers[specifier];
  return locked === version ? [] : [`deno.lock has ${name} ${locked}, and deno.json ${version}.`];
}

function rowFaults(
  name: string,
  specifier: string,
  [row, another]: readonly Row[],
  importers: ReadonlyMap<string, readonly string[]>,
): string[] {
  if (!row || another) return [`${name} has not one row in src/DEPENDENCIES.md.`];
  const faults: string[] = [], modules = importers.get(name) ?? [];
  if (row.version !== versionOf(specifier)) faults.push(`${name}: the table has ${row.version}.`);
  if (row.why === "") faults.push(`${name}: the table does not say why.`);
  const inProgram = modules.filter((module) => !module.startsWith("tests/"));
  const expected = row.importedBy === TESTS ? [] : [row.importedBy];
  if (inProgram.join() !== expected.join()) {
    faults.push(
      `${name}: the table says ${row.importedBy}, imported by ${inProgram.join(", ") || "none"}.`,
    );
  }
  if (modules.length === 0) faults.push(`${name} is imported by nobody.`);
  return faults;
}

function licenceFaults(root: string, id: string, rows: readonly Row[]): string[] {
  const name = id.slice(0, id.indexOf("@", 1));
  const folder = `${id.replaceAll("/", "+")}/node_modules/${name}`;
  const path = join(root, "node_modules/.deno", folder, "package.json");
  if (!fs.existsSync(path)) return [`${id} is not installed: run "deno install".`];
  const { license, version } = readJson<{ license?: unknown; version: string }>(path);
  const faults: string[] = [];
  if (id !== `${name}@${version}`) faults.push(`${id} is installed as ${version}.`);
  if (typeof license !== "string" || !LICENCES.includes(license)) {
    faults.push(`${id} has a licence that is not allowed: ${JSON.stringify(license)}.`);
  }
  const told = rows.find((row) => row.name === name)?.licence ?? license;
  if (told !== license) faults.push(`${name}: the table says ${told}, the package ${license}.`);
  return faults;
}

/** What is run with npx has to be pinned too, and in one version everywhere. */
function toolFaults(texts: Readonly<Record<string, string>>): string[] {
  const versions = new Map<string, string>(), faults: string[] = [];
  for (const [place, text] of Object.entries(texts)) {
    for (
      const [, name = "", version = ""] of text.matchAll(/\bnpx (?:-y )?([\w/-]+)(?:@(\S+))?/g)
    ) {
      const known = versions.get(name) ?? version;
      versions.set(name, known);
      if (!EXACT.test(version) || version !== known) {
        faults.push(`${place} runs ${name} ${version || "in any version"}, not one exactly.`);
      }
    }
  }
  return faults;
}

function tableRows(text: string): Row[] {
  return Array.from(
    text.matchAll(/^\| `([^`]+)` +(\S+) +\| *([^|]*?) *\| *`?([^|`]*?)`? *\| *([^|]*?) *\|$/gm),
    ([, name = "", version = "", licence = "", importedBy = "", why = ""]) => ({
      name,
      version,
      licence,
      importedBy,
      why,
    }),
  );
}

const IMPORT =
  /^(?:(?:import|export|\})[^"'`\n]*\bfrom |import )["']([@\w][^"'\s]*)["'];$|\bimport\(["']([@\w][^"'\s]*)["']\)/gm;

/** By package, the modules that import it, in order. */
function findImporters(root: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const modules = ["src", "tests"].flatMap((folder) =>
    fs.readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.startsWith("fixtures/"))
      .map((path) => `${folder}/${path}`)
  );
  for (const module of ["main.ts", ...modules.sort()]) {
    const text = fs.readFileSync(join(root, module), "utf8").replace(/^\s*(?:\/\/|\*).*$/gm, "");
    for (const [, fixed, dynamic] of text.matchAll(IMPORT)) {
      const specifier = fixed ?? dynamic ?? "";
      if (/^(?:node|bun):/.test(specifier)) continue;
      const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
      const importers = found.get(name) ?? [];
      found.set(name, [...importers, module]);
    }
  }
  return found;
}

function versionOf(specifier: string): string {
  return specifier.slice(specifier.lastIndexOf("@") + 1);
}

function readJson<Value>(path: string): Value {
  return JSON.parse(fs.readFileSync(path, "utf8")) as Value;
}
