/**
 * Breaks what a CI machine takes for an order when it stands in a log: `::error::` at the beginning of a line,
 * `##[section]`, `##vso[…]` and `##teamcity[…]` anywhere. Texts of scripts and pages must not give any.
 */
export function escapeWorkflowCommands(line: string): string {
  // oxlint-disable-next-line no-control-regex -- colours before the colons hide nothing

  return line.replaceAll(/##(?=\w*\[)/g, '# #').replace(/^((?:\s|\u001b\[[\d;?]*[a-zA-Z])*):(?=:)/, '$1: ')
}
