import { type CiName, ciName } from '../config/ci-facts.js'
import type { Environment } from '../options/environment.js'

/** To what the paths of attachments in a JUnit report are relative. */
export type AttachmentPaths = 'report' | 'project' | 'absolute'

/** Where dashboards look for attachments; all others take paths beside the report. */
const habits: Readonly<Partial<Record<CiName, AttachmentPaths>>> = {
  azure: 'absolute',
  gitlab: 'project',
  jenkins: 'absolute',
}

/** What the JUnit reporter wants to know of it; undefined: the report's own directory. */
export function attachmentsBase(
  wanted: AttachmentPaths | undefined,
  env: Environment,
  cwd: string,
): string | undefined {
  const ci = ciName(env)
  const paths = wanted ?? (ci && habits[ci])
  if (paths === 'project') return env['CI_PROJECT_DIR'] || cwd
  return paths === 'absolute' ? paths : undefined
}
