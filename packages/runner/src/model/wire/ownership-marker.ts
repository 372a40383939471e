import { z } from 'zod'
import type { TestSpec } from '../spec.js'

const markerSchema = z.object({
  /** Spec file, relative to the project root, with forward slashes. */
  file: z.string(),
  /** Full name in the spec: the name of the remote test, without the prefix. */
  name: z.string(),
  /** Empty for none. */
  prefix: z.string(),
  /** Id of the project at Loadero: a copy in another project is unmanaged. */
  project: z.int(),
  /** Where the spec is kept, such as `github.com/shop/web`; absent outside of a repository with a remote. */
  repository: z.string().exactOptional(),
  /** Path of the project root in the repository; absent for its top. */
  root: z.string().exactOptional(),
  /** Hash of everything that was pushed. Absent during a push, and after an interrupted one. */
  hash: z.string().exactOptional(),
  /** Version of loadero-test. */
  version: z.string(),
})

/**
 * Marks a remote test as managed by loadero-test. It is written into the first comment of the script, because no other
 * field of a test at Loadero has room for it. So no state file is needed.
 */
export type OwnershipMarker = z.infer<typeof markerSchema>

const keyword = 'loadero-test'

/** Puts a marker before the script: on its first line, or on a line of its own in Python. */
export function addMarker(
  script: string,
  language: TestSpec['scriptLanguage'],
  marker: OwnershipMarker,
): string {
  const { file, name, prefix, project, repository, root, hash, version } = marker
  // JSON that neither ends its comment nor breaks its line.
  const json = JSON.stringify({ file, name, prefix, project, repository, root, hash, version })
    .replaceAll('*/', String.raw`*\/`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
  const comment = `${keyword} ${json}`
  return language === 'python' ? `# ${comment}\n${script}` : `/* ${comment} */ ${script}`
}

/** How many lines the marker adds before the first line of the script. */
export function markerLineCount(language: TestSpec['scriptLanguage']): number {
  return language === 'python' ? 1 : 0
}

/** Splits a remote script into its marker, if it has a valid one, and the text of its author. */
export function parseMarker(text: string): { readonly marker?: OwnershipMarker; readonly script: string } {
  const [comment = '', inlineJson, lineJson] = markerPattern.exec(text) ?? []
  try {
    const marker = markerSchema.parse(JSON.parse(inlineJson ?? lineJson ?? ''))
    return { marker, script: text.slice(comment.length) }
  } catch {
    return { script: text }
  }
}

const markerPattern = new RegExp(String.raw`^/\* ${keyword} (\{.*?\}) \*/ |^# ${keyword} (\{.*\})\n`)
