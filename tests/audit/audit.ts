import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { dependencyFaults } from "./dependency_faults.ts";
import { askRegistry } from "./known_vulnerabilities.ts";

// `deno task audit`: what the project depends on, by its own files and by what the registry knows. Exit code 1 for any fault.
const root = fileURLToPath(new URL("../../", import.meta.url));
const { imports } = JSON.parse(fs.readFileSync(join(root, "deno.json"), "utf8")) as {
  imports: Record<string, string>;
};

const faults = dependencyFaults(root);
say("Pins, hashes, licences, importers, reasons", faults);
const answer = askRegistry(
  Object.fromEntries(
    Object.entries(imports).map(([name, specifier]) => [name, specifier.split("@").at(-1) ?? ""]),
  ),
);
const vulnerable = "vulnerable" in answer ? answer.vulnerable : [];
say("Known vulnerabilities", vulnerable, "skipped" in answer ? answer.skipped : undefined);
process.exitCode = faults.length + vulnerable.length > 0 ? 1 : 0;

function say(title: string, found: readonly string[], skipped?: string): void {
  const verdict = skipped ? `skipped: ${skipped}` : found.length === 0 ? "sound" : "";
  process.stdout.write(`${title}: ${verdict}\n${found.map((fault) => `  ${fault}\n`).join("")}`);
}
