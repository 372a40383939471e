import { safeFileName } from '../http/file-name.js'
import type { Result } from '../types/result.js'

/** A log or an artifact of a result that there is a link to. */
export interface ResultFile {
  readonly kind:
    | 'selenium'
    | 'browser'
    | 'webrtc'
    | 'rru'
    | 'allure_report'
    | 'audio'
    | 'downloads'
    | 'screenshots'
    | 'video'
  readonly url: string
  /** Safe as a file's name, and different for each file of the result. */
  readonly name: string
}

const logKinds = ['selenium', 'browser', 'webrtc', 'rru', 'allure_report'] as const
const artifactKinds = ['screenshots', 'video', 'audio', 'downloads'] as const

/** All logs and artifacts of a single result (a list's results have none), each to be handed to `client.download`. */
export function resultFiles(result: Result): readonly ResultFile[] {
  const logs = logKinds.map((kind) => ({ kind, url: result.log_paths?.[kind] }))
  const artifacts = artifactKinds.flatMap((kind) =>
    (result.artifacts?.[kind]?.paths ?? []).map((url) => ({ kind, url })),
  )
  const taken = new Set<string>()
  return [...logs, ...artifacts].flatMap(({ kind, url }) => {
    if (!url) return []
    const wanted = safeFileName(`${kind}-${lastSegment(url)}`)
    let name = wanted
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = safeFileName(`${n}-${wanted}`)
    taken.add(name.toLowerCase())
    return [{ kind, url, name }]
  })
}

function lastSegment(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const segment = path.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
