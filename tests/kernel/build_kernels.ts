import fs from "node:fs";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const SOURCES = new URL("../../src/", import.meta.url);
const LINE_CHARS = 90;

/** The modules that hold the code, by the sources of which it is made, from `src` on. */
export const KERNELS: readonly string[] = [
  "session/kernel/output_kernel",
  "redaction/shapes/kernel/anchor_kernel",
];

/** The path of a kernel's module. */
export function moduleOf(kernel: string): string {
  return fileURLToPath(new URL(`${kernel}_code.ts`, SOURCES));
}

/** What the module of a kernel has to be by its source. Throws for a source that is not sound. */
export async function buildKernel(kernel: string): Promise<string> {
  const { parseWat } = await wabt(), name = kernel.slice(kernel.lastIndexOf("/") + 1);
  const source = fs.readFileSync(fileURLToPath(new URL(`${kernel}.wat`, SOURCES)), "utf8");
  const parsed = parseWat(`${name}.wat`, source, {
    simd: true,
    bulk_memory: true,
    mutable_globals: true,
  });
  try {
    parsed.resolveNames();
    parsed.validate();
    const code = Buffer.from(parsed.toBinary({}).buffer).toString("base64");
    const lines = code.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
    return `/** The code of ${name}.wat in base64, made by \`deno task kernel\`. */\n` +
      `export const ${name.toUpperCase()} =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
  } finally {
    parsed.destroy();
  }
}

if (import.meta.main) {
  for (const kernel of KERNELS) fs.writeFileSync(moduleOf(kernel), await buildKernel(kernel));
}
