import { safeFileName } from '../shared/file-name.js'
import type { Result } from '../types/result.js'

/** A log or an artifact of a result that has a link. */
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
  /** Valid as a file name and unique within the result. */
  readonly name: string
}

const logKinds = ['selenium', 'browser', 'webrtc', 'rru', 'allure_report'] as const
const artifactKinds = ['screenshots', 'video', 'audio', 'downloads'] as const

/** All logs and artifacts of a result that was read with `get`, for `client.download`. Results of lists have none. */
export function resultFiles(result: Result): readonly ResultFile[] {
  const logs = logKinds.map((kind) => ({ kind, url: result.log_paths?.[kind] }))
  const artifacts = artifactKinds.flatMap((kind) =>
    (result.artifacts?.[kind]?.paths ?? []).map((url) => ({ kind, url })),
  )
  const usedNames = new Set<string>()
  return [...logs, ...artifacts].flatMap(({ kind, url }) => {
    if (!url) return []
    const path = URL.canParse(url) ? new URL(url).pathname : url
    let segment = path.split('/').at(-1) ?? ''
    try {
      segment = decodeURIComponent(segment)
    } catch {
      // A percent sign that encodes nothing stays as it is.
    }
    const preferredName = safeFileName(`${kind}-${segment}`)
    let name = preferredName
    for (let count = 2; usedNames.has(name.toLowerCase()); count++)
      name = safeFileName(`${count}-${preferredName}`)
    usedNames.add(name.toLowerCase())
    return [{ kind, url, name }]
  })
}
