import fs from "node:fs";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const FOLDER = new URL("../../src/session/kernel/", import.meta.url);
const SOURCE = fileURLToPath(new URL("output_kernel.wat", FOLDER));
const LINE_CHARS = 90;

/** The module that holds the code. */
export const KERNEL_MODULE = fileURLToPath(new URL("output_kernel_code.ts", FOLDER));

/** What {@link KERNEL_MODULE} has to be by the source. Throws for a source that is not sound. */
export async function buildKernel(): Promise<string> {
  const { parseWat } = await wabt();
  const parsed = parseWat(SOURCE, fs.readFileSync(SOURCE, "utf8"), {
    simd: true,
    bulk_memory: true,
    mutable_globals: true,
  });
  try {
    parsed.resolveNames();
    parsed.validate();
    const code = Buffer.from(parsed.toBinary({}).buffer).toString("base64");
    const lines = code.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
    return `/** The code of output_kernel.wat in base64, made by \`deno task kernel\`. */\n` +
      `export const OUTPUT_KERNEL =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
  } finally {
    parsed.destroy();
  }
}

if (import.meta.main) fs.writeFileSync(KERNEL_MODULE, await buildKernel());
