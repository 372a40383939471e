import { join } from 'node:path'
import type { Result, ResultFile } from '@loadero-test/core'
import { redactSecrets } from '../model/redact-secrets.js'

/** The path of a log or an artifact below a directory: in the folder of its participant. */
export function filePathOf(directory: string, result: Result, entry: ResultFile): string {
  const { id, participant_details } = result
  const folder = redactSecrets(`${id}-${participant_details?.participant_name ?? ''}`)
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 80)
  return join(directory, folder, fileNameOf(result, entry))
}

/** Whether a log or an artifact is text. Others, such as videos, are kept as they are. */
export function isTextFile({ kind, name }: Pick<ResultFile, 'kind' | 'name'>): boolean {
  return kind in logNames || /\.(txt|log|json|har|html?|xml|csv|tsv|md|ya?ml|js|css|svg)$/i.test(name)
}

/** A UUID, whose first part keeps the pictures of a participant distinct, and the author's name. */
const screenshotName = /^screenshots-(?:([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-)?(.+)(\.[^.]+)$/

/**
 * The name of a log or an artifact, at most 255 bytes: `caller-2.103.script.log`, `pair-0.caller-2.103.video.mp4`. That
 * of a screenshot begins with the name that its author gave it: `joined.caller-2.103.6f061a91.png`. Names are unique over
 * participants and runs, because dashboards keep only one attachment of a name.
 */
export function fileNameOf(
  { id, participant_details: details }: Pick<Result, 'id' | 'participant_details'>,
  { kind, name }: Pick<ResultFile, 'kind' | 'name'>,
): string {
  const {
    group_name: group,
    group_num: groupNum,
    participant_name: participant,
    participant_num: num,
  } = details ?? {}
  const parts = [
    ...(group ? [`${namePart(group)}-${groupNum ?? 0}`] : []),
    ...(participant ? [`${namePart(participant)}-${num ?? 0}`] : []),
    id,
  ]
  const owner = parts.join('.')
  const [, uuid, stem, extension] = screenshotName.exec(name) ?? []
  return kind === 'screenshots' && stem !== undefined && extension !== undefined
    ? `${[stem, owner, ...(uuid ? [uuid] : [])].join('.')}${extension}`
    : `${owner}.${logNames[kind] ?? name}`
}

/** Letters, digits and a few signs, at most 40 bytes. */
function namePart(text: string): string {
  let part = ''
  for (const character of redactSecrets(text)
    .toWellFormed()
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, '_')) {
    if (Buffer.byteLength(part + character) > 40) break
    part += character
  }
  return part
}

/** The files that people open first come first. */
export const displayOrder: readonly ResultFile['kind'][] = [
  'selenium',
  'screenshots',
  'video',
  'browser',
  'downloads',
  'audio',
  'webrtc',
  'rru',
  'allure_report',
]

/** Logs get descriptive names; an artifact keeps its own. */
const logNames: Readonly<Partial<Record<ResultFile['kind'], string>>> = {
  selenium: 'script.log',
  browser: 'browser.log',
  webrtc: 'webrtc.log',
  rru: 'resources.json',
}
