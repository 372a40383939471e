/** Every diagnostic that there is, each with a section in docs/diagnostics.md. A code keeps its meaning. */
export const diagnosticCodes = [
  'assert-for-nobody',
  'bad-script',
  'duplicate-name',
  'inline-script',
  'interval-over-timeout',
  'invalid-option',
  'no-data-in-mode',
  'no-participants',
  'no-tests',
  'no-title',
  'only-in-ci',
  'same-names',
  'script-globals',
  'secret-var',
  'small-sample',
  'spec-threw',
  'syntax-error',
  'too-many-participants',
  'unknown-option',
  'unknown-value',
  'unused-script',
  'unwritable-var',
] as const

export type DiagnosticCode = (typeof diagnosticCodes)[number]
