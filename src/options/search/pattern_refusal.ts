import { regexFault } from "./regex_fault.ts";

/** What is wrong with what the runtime takes for no regular expression, as a sentence. */
export function refusalText(source: string, { message }: SyntaxError): string {
  const found = regexFault(source);
  const why = found
    ? `${found.fault}, at character ${found.at}`
    : message.replace(/^Invalid regular expression: /, "");
  return `invalid regular expression "${source}": ${why}.`;
}
