import { type CiName, detectCi } from '../config/ci-environment.js'
import type { Environment } from '../options/environment.js'

/** What the paths of attachments in a JUnit report are relative to. */
export type AttachmentPaths = 'report' | 'project' | 'absolute'

/** What the dashboards of CI providers expect; the others expect paths relative to the report. */
const ciDefaults: Readonly<Partial<Record<CiName, AttachmentPaths>>> = {
  azure: 'absolute',
  gitlab: 'project',
  jenkins: 'absolute',
}

/** Base directory for the JUnit reporter, or `absolute`; undefined means the directory of the report. */
export function attachmentsBase(
  requested: AttachmentPaths | undefined,
  env: Environment,
  cwd: string,
): string | undefined {
  const ci = detectCi(env)
  const paths = requested ?? (ci && ciDefaults[ci])
  if (paths === 'project') return env['CI_PROJECT_DIR'] || cwd
  return paths === 'absolute' ? paths : undefined
}
