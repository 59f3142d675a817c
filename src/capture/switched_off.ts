import process from "node:process";

/** Whether commands are to be run without being recorded: `ZIG_SESSION=off`. */
export function isSwitchedOff(): boolean {
  return process.env["ZIG_SESSION"] === "off";
}
