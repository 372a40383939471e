import { incrementStrategies, testModes } from '@loadero-test/core'
import type { ParticipantSpec } from '../model/spec.js'
import { serviceDefaults, testDefaults } from '../model/spec.js'
import { assertCode } from './assert-code.js'
import { chainCode, type Code, listCode, objectCode, literalCode, textCode } from './code.js'
import type { RemoteParticipant, RemoteTest, SpecFragment } from './remote-test.js'
import { foldSeries } from './series.js'

/** The settings of participants in the project's configuration. */
export type ParticipantSettings = Partial<Omit<ParticipantSpec, 'name' | 'count'>>

export interface TestCodeOptions {
  /** Path of the script, relative to the spec file. */
  readonly script: string
  readonly settings: ParticipantSettings
  /** Id of the remote test, when its name is not unique. */
  readonly id?: number
}

/** The options of a test as in a spec file, without values that are the default. */
export function testCode(
  { test, groups, participants, asserts }: RemoteTest,
  { id, script, settings }: TestCodeOptions,
): SpecFragment<Code> {
  const defaults = { ...serviceDefaults, ...settings }
  const participantCodes = (found: RemoteTest['participants']) =>
    found.map((one) => participantCode(one, defaults))
  const mode = enumCode('mode', test.mode, testModes, testDefaults.mode)
  const strategy = enumCode(
    'increment strategy',
    test.increment_strategy,
    incrementStrategies,
    testDefaults.incrementStrategy,
  )
  const assertCodes = asserts.map(assertCode)
  const code = objectCode({
    id: id === undefined ? undefined : literalCode(id),
    mode: mode.code,
    incrementStrategy: strategy.code,
    startInterval: durationCode(test.start_interval, testDefaults.startIntervalSeconds),
    participantTimeout: durationCode(test.participant_timeout, testDefaults.participantTimeoutSeconds),
    mosTest: unlessDefault(test.mos_test, testDefaults.mosTest),
    script: chainCode(['script', textCode(script)]),
    groups: listCode(
      foldSeries(
        groups.map(({ body, participants: members }) =>
          objectCode({
            name: textCode(body.name ?? ''),
            count: unlessDefault(body.count, 1),
            participants: listCode(participantCodes(members)),
          }),
        ),
        'group',
      ).map(foldMembers),
    ),
    participants: listCode(foldSeries(participantCodes(participants), 'index')),
    asserts: listCode(assertCodes.flatMap((one) => one.code)),
  })
  return {
    code,
    unsupported: [
      ...mode.unsupported,
      ...strategy.unsupported,
      ...assertCodes.flatMap((one) => one.unsupported),
    ],
  }
}

/** Groups are folded before their members, so that a number that both share is found. */
function foldMembers(group: Code): Code {
  if (group.kind === 'series') return { ...group, item: foldMembers(group.item) }
  if (group.kind !== 'object') return group
  return {
    ...group,
    fields: group.fields.map(([name, value]) => [
      name,
      value.kind === 'list' ? { ...value, items: foldSeries(value.items, 'index') } : value,
    ]),
  }
}

function participantCode(participant: RemoteParticipant, defaults: ParticipantSettings): Code {
  return objectCode({
    name: textCode(participant.name ?? ''),
    count: unlessDefault(participant.count, 1),
    browser: textCode(participant.browser ?? ''),
    network: unlessDefault(participant.network, defaults.network),
    location: unlessDefault(participant.location, defaults.location),
    computeUnit: unlessDefault(participant.compute_unit, defaults.computeUnit),
    audioFeed: unlessDefault(participant.audio_feed, defaults.audioFeed),
    videoFeed: unlessDefault(participant.video_feed, defaults.videoFeed),
    recordAudio: unlessDefault(participant.record_audio, defaults.recordAudio),
  })
}

function unlessDefault<T extends string | number | boolean>(
  value: T | undefined,
  defaultValue: T | undefined,
) {
  if (value === undefined || value === defaultValue) return undefined
  return typeof value === 'string' ? textCode(value) : literalCode(value)
}

function enumCode(label: string, value: string | undefined, known: readonly string[], defaultValue: string) {
  if (value === undefined || known.includes(value))
    return { code: unlessDefault(value, defaultValue), unsupported: [] }
  return { code: undefined, unsupported: [`its ${label} '${value}'`] }
}

/** A duration with the largest unit that gives a whole number. */
function durationCode(seconds: number | undefined, defaultValue: number) {
  if (seconds === undefined || seconds === defaultValue) return undefined
  if (seconds > 0 && seconds % 3_600 === 0) return textCode(`${seconds / 3_600}h`)
  return textCode(seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`)
}
