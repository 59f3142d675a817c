import { basename } from "node:path";

/**
 * The `zag_session_id` of a step, as zig-core forms it: `zig-<workflow>-<step>`. A session that is named by its command line
 * goes by the command's base name in it, as `zig-npm-npm` for `npm test`.
 */
export function zagSessionId(workflowName: string, workflowPath: string, stepName: string): string {
  const command = basename(workflowPath);
  const isNamedByCommand = command !== "" && workflowName.startsWith(`${command} `);
  return `zig-${isNamedByCommand ? command : workflowName}-${stepName}`;
}
