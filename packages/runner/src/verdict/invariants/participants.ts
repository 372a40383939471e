import type { Result, Run, RunParticipant } from '@loadero-test/core'
import { listFirst, plural } from '@loadero-test/core/internal'
import type { CollectedResult } from '../../model/result.js'
import { labelOf, participantIdOf } from '../judged-participant.js'
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
          `the spec has ${plural(wanted.length, 'participant')}, but ${listFirst(missing, maxListed, wantedLabel)} ${missing.length === 1 ? 'is' : 'are'} not in the run`,
        ]),
    ...(extra.length === 0
      ? []
      : [
          `the spec has ${plural(wanted.length, 'participant')}, but the run also has ${listFirst(extra, maxListed, labelOf)}`,
        ]),
    ...(differing.length === 0 ? [] : [`the run differs from the spec: ${listFirst(differing, maxListed)}`]),
    ...(run.participant_count === undefined || run.participant_count === wanted.length
      ? []
      : [
          `run ${run.id} counts ${plural(run.participant_count, 'participant')}, but the spec has ${wanted.length}`,
        ]),
    ...positionProblems(run, actual),
  ].map((message) => violation('participants-of-spec', message))
}

/** Ids are unique, every row is of this run, and no two participants of one group copy have the same number. */
function positionProblems({ id: runId }: Run, actual: readonly RunParticipant[]): readonly string[] {
  const misplaced = actual.filter(({ run_id }) => run_id !== undefined && run_id !== runId)
  const positions = new Map<string, RunParticipant>()
  const groupNames = new Map<number, string>()
  const problems = misplaced.map((one) => `${labelOf(one)} is of run ${one.run_id}, not of run ${runId}`)
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

/** Each result is of its own participant of the run, and describes it as the run does: in the list and alone. */
export function checkAttribution(
  run: Run,
  actual: readonly RunParticipant[],
  collected: readonly CollectedResult[],
): readonly Violation[] {
  const participants = new Map(actual.map((one) => [one.id, one]))
  const owners = new Map<number, number>()
  const problems = collected.flatMap(({ result, overview = result }) => {
    const id = participantIdOf(overview)
    const participant = id === undefined ? undefined : participants.get(id)
    if (id === undefined) return [`result ${result.id} does not name its participant`]
    if (!participant) return [`result ${result.id} is of participant ${id}, which is not in run ${run.id}`]
    const owner = owners.get(id)
    owners.set(id, result.id)
    if (owner !== undefined) {
      return [`results ${owner} and ${result.id} are both of participant ${id}, ${labelOf(participant)}`]
    }
    return [...new Set([overview, result])].flatMap((row) => descriptionProblems(row, participant))
  })
  return problems.map((message) => violation('result-of-participant', message))
}

/** What a result says about its participant, compared with the run. */
function descriptionProblems(result: Result, participant: RunParticipant): readonly string[] {
  const { id, run_participant_id: owner, participant_details: details, profile_params: profile } = result
  const ids = [owner, details?.id].filter((one) => one !== undefined)
  if (ids.some((one) => one !== participant.id)) {
    return [
      `result ${id} is of participant ${participant.id}, but also of ${ids.find((one) => one !== participant.id) ?? '?'}`,
    ]
  }
  const described: Readonly<Record<string, unknown>> = { ...profile, ...details }
  const differences = sharedKeys
    .map((key) => [key, described[key] ?? undefined, participant[key]] as const)
    .filter(([, a, b]) => a !== undefined && b !== undefined && a !== b)
    .map(([key, a, b]) => `${key} ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`)
  if (differences.length === 0) return []
  return [`result ${id} describes ${labelOf(participant)} with ${differences.join(', ')}`]
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
