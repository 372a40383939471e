import type { Run, RunParticipant } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import type { CollectedResult } from '../../model/result.js'
import { labelOf } from '../judged-participant.js'
import { violation, type Violation } from './violation.js'
import { assignParticipants, differencesOf, type WantedParticipant, wantedLabel } from './wanted.js'

/** The participants of the run are those of the spec. */
export function checkRunParticipants(
  run: Run,
  actual: readonly RunParticipant[],
  wanted: readonly WantedParticipant[],
): readonly Violation[] {
  const { assigned, missing, extra } = assignParticipants(actual, wanted)
  const differing = [...assigned].flatMap(([one, want]) => {
    const differences = differencesOf(one, want)
    return differences.length === 0 ? [] : [`${labelOf(one)} has ${differences.join(', ')}`]
  })
  return [
    ...(missing.length === 0
      ? []
      : [
          `the spec has ${plural(wanted.length, 'participant')}, but ${sample(missing.map(wantedLabel))} ${isOrAre(missing.length)} not in the run`,
        ]),
    ...(extra.length === 0
      ? []
      : [
          `the spec has ${plural(wanted.length, 'participant')}, but the run also has ${sample(extra.map(labelOf))}`,
        ]),
    ...(differing.length === 0 ? [] : [`the run differs from the spec: ${sample(differing)}`]),
    ...countProblems(run, wanted),
    ...positionProblems(run, actual),
  ].map((message) => violation('participants-of-spec', message))
}

function countProblems({ id, participant_count: count }: Run, wanted: readonly WantedParticipant[]) {
  if (count === undefined || count === wanted.length) return []
  return [`run ${id} counts ${plural(count, 'participant')}, but the spec has ${wanted.length}`]
}

/** Ids are unique, every row is of this run, and no two participants of one group copy have the same number. */
function positionProblems({ id: runId }: Run, actual: readonly RunParticipant[]): readonly string[] {
  const foreign = actual.filter(({ run_id }) => run_id !== undefined && run_id !== runId)
  const positions = new Map<string, RunParticipant>()
  const groupNames = new Map<number, string>()
  const problems = foreign.map((one) => `${labelOf(one)} is of run ${one.run_id}, not of run ${runId}`)
  for (const one of actual) {
    const { group_num: group, participant_num: num, group_name: name } = one
    if (!name || group === undefined) continue
    const key = `${group} ${num ?? ''}`
    const other = num === undefined ? undefined : positions.get(key)
    if (other) problems.push(`participants ${other.id} and ${one.id} are both ${labelOf(one)}`)
    positions.set(key, one)
    const groupName = groupNames.get(group)
    if (groupName !== undefined && groupName !== name) {
      problems.push(`group #${group} is named both '${groupName}' and '${name}'`)
    }
    groupNames.set(group, name)
  }
  return problems
}

/** Each result is of its own participant of the run, and describes it as the run does. */
export function checkAttribution(
  run: Run,
  actual: readonly RunParticipant[],
  collected: readonly CollectedResult[],
): readonly Violation[] {
  const participants = new Map(actual.map((one) => [one.id, one]))
  const owners = new Map<number, number>()
  return collected
    .flatMap(({ result }) => {
      const details = result.participant_details ?? undefined
      const ids = [result.run_participant_id, details?.id].filter((id) => id !== undefined)
      const [id] = ids
      if (id === undefined) return [`result ${result.id} does not say whose it is`]
      if (ids.some((other) => other !== id)) {
        return [
          `result ${result.id} is of participant ${id}, but describes participant ${details?.id ?? '?'}`,
        ]
      }
      const participant = participants.get(id)
      if (!participant) return [`result ${result.id} is of participant ${id}, which is not in run ${run.id}`]
      const owner = owners.get(id)
      owners.set(id, result.id)
      if (owner !== undefined) {
        return [`results ${owner} and ${result.id} are both of participant ${id}, ${labelOf(participant)}`]
      }
      const differences = sharedKeys
        .map(
          (key) =>
            [key, details?.[key] ?? result.profile_params?.[key as 'browser'], participant[key]] as const,
        )
        .filter(([, a, b]) => a !== undefined && b !== undefined && a !== b)
        .map(([key, a, b]) => `${key} ${String(a)} instead of ${String(b)}`)
      return differences.length === 0
        ? []
        : [`result ${result.id} describes ${labelOf(participant)} with ${differences.join(', ')}`]
    })
    .map((message) => violation('result-of-participant', message))
}

const sharedKeys = [
  'run_id',
  'participant_num',
  'participant_name',
  'group_num',
  'group_name',
  'profile_id',
  'compute_unit',
  'record_audio',
  'browser',
  'network',
  'location',
  'video_feed',
  'audio_feed',
] as const

const maxListed = 3

/** The first few of many. */
export function sample(items: readonly string[]): string {
  const rest = items.length - maxListed
  return `${items.slice(0, maxListed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are'
}
