/**
 * Breaks what a CI machine takes for an order when it stands in a log: `::error::` at the beginning of a line,
 * `##[section]`, `##vso[…]` and `##teamcity[…]` anywhere. Texts of scripts and pages must not give any.
 */
export const harmless = (line: string): string =>
  line.replaceAll(/##(?=\w*\[)/g, '# #').replace(/^((?:\s|\u001b\[[\d;]*m)*):(?=:)/, '$1: ')
