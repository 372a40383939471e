import { z } from 'zod'
import type { TestSpec } from '../model/model.js'

const schema = z.object({
  /** Spec file, relative to the root of its project, with forward slashes. */
  file: z.string(),
  /** Full name in the spec: what the remote test is called, but for the prefix. */
  name: z.string(),
  /** Empty for none. */
  prefix: z.string(),
  /** Id of the project at Loadero: a copy in another one is not ours. */
  project: z.int(),
  /** Of all that was pushed. Absent while a push is under way, and after one that was cut short. */
  hash: z.string().exactOptional(),
  /** Version of loadero-test. */
  version: z.string(),
})

/**
 * What the script of a remote test says of where it came from. It stands in the script's first comment, since nothing
 * else of a test at Loadero has room for it, and there it survives without any file of state.
 */
export type OwnershipMarker = z.infer<typeof schema>

type Language = TestSpec['scriptLanguage']

const word = 'loadero-test'

/** Puts a mark before the text: on the first line of the text where the language has such a comment, else on a line of its own. */
export function addMarker(script: string, language: Language, mark: OwnershipMarker): string {
  const words = `${word} ${printable(mark)}`
  return language === 'python' ? `# ${words}\n${script}` : `/* ${words} */ ${script}`
}

/** How many lines of a marked script come before its author's first. */
export function markerLineCount(language: Language): number {
  return language === 'python' ? 1 : 0
}

/** Takes a remote script apart: the mark, if it carries one that can be read, and the author's text. */
export function parseMarker(text: string): { readonly mark?: OwnershipMarker; readonly script: string } {
  const [comment = '', inline, onItsLine] = marked.exec(text) ?? []
  const mark = parse(inline ?? onItsLine)
  return mark === undefined ? { script: text } : { mark, script: text.slice(comment.length) }
}

const marked = new RegExp(String.raw`^/\* ${word} (\{.*?\}) \*/ |^# ${word} (\{.*\})\n`)

function parse(json = ''): OwnershipMarker | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}

/** JSON that neither ends its comment nor breaks its line. */
function printable({ file, name, prefix, project, hash, version }: OwnershipMarker): string {
  return JSON.stringify({ file, name, prefix, project, hash, version })
    .replaceAll('*/', String.raw`*\/`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}
