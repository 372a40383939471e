import { incrementStrategies, testModes } from '@loadero-test/core'
import type { Duration } from '../model/duration.js'
import type { ParticipantSpec } from '../model/model.js'
import { serviceDefaults, testDefaults } from '../model/service-defaults.js'
import { assertCode } from './assert-code.js'
import { chain, type Code, listCode as asList, objectCode, plain, textCode } from './code.js'
import type { RemoteParticipant, RemoteTest, ScriptLogLine } from './remote-test.js'
import { foldSeries } from './series.js'

/** What the project's settings say for participants that do not say otherwise. */
export type ParticipantSettings = Partial<Omit<ParticipantSpec, 'name' | 'count'>>

export interface TestCodeOptions {
  /** Path of the script, as the spec names it. */
  readonly script: string
  readonly settings: ParticipantSettings
  /** Of the remote test, when its name does not tell which one is meant. */
  readonly id?: number
}

/** The options of a test as an author writes them: what is the default anyway is left out. */
export function testCode(
  { test, groups, participants, asserts }: RemoteTest,
  { id, script, settings }: TestCodeOptions,
): ScriptLogLine<Code> {
  const defaults = { ...serviceDefaults, ...settings }
  const everybody = (found: RemoteTest['participants']) => found.map((one) => participantCode(one, defaults))
  const mode = enumCode('mode', test.mode, testModes, testDefaults.mode)
  const strategy = enumCode(
    'increment strategy',
    test.increment_strategy,
    incrementStrategies,
    testDefaults.incrementStrategy,
  )
  const said = asserts.map(assertCode)
  const code = objectCode({
    id: id === undefined ? undefined : plain(id),
    mode: mode.code,
    incrementStrategy: strategy.code,
    startInterval: secondsCode(test.start_interval, testDefaults.startIntervalSeconds),
    participantTimeout: secondsCode(test.participant_timeout, testDefaults.participantTimeoutSeconds),
    script: chain(['script', textCode(script)]),
    groups: listUnlessEmpty(
      foldSeries(
        groups.map(({ body, participants: members }) =>
          objectCode({
            name: textCode(body.name ?? ''),
            count: countCode(body.count),
            participants: listUnlessEmpty(everybody(members)),
          }),
        ),
        'group',
      ).map(foldMembers),
    ),
    participants: listUnlessEmpty(foldSeries(everybody(participants), 'index')),
    asserts: listUnlessEmpty(said.flatMap((one) => one.code)),
  })
  return { code, unsaid: [...mode.unsaid, ...strategy.unsaid, ...said.flatMap((one) => one.unsaid)] }
}

function listUnlessEmpty(items: readonly Code[]): Code | undefined {
  return items.length === 0 ? undefined : asList(items)
}

/** Groups are folded first, so that a number which they share with their members is found. */
function foldMembers(group: Code): Code {
  if (group.kind === 'series') return { ...group, item: foldMembers(group.item) }
  if (group.kind !== 'object') return group
  return {
    ...group,
    fields: group.fields.map(([name, value]) => [
      name,
      value.kind === 'list' ? asList(foldSeries(value.items, 'index')) : value,
    ]),
  }
}

function participantCode(participant: RemoteParticipant, defaults: ParticipantSettings): Code {
  return objectCode({
    name: textCode(participant.name ?? ''),
    count: countCode(participant.count),
    browser: textCode(participant.browser ?? ''),
    network: unlessDefault(participant.network, defaults.network),
    location: unlessDefault(participant.location, defaults.location),
    computeUnit: unlessDefault(participant.compute_unit, defaults.computeUnit),
    audioFeed: unlessDefault(participant.audio_feed, defaults.audioFeed),
    videoFeed: unlessDefault(participant.video_feed, defaults.videoFeed),
    recordAudio: unlessDefault(participant.record_audio, defaults.recordAudio),
  })
}

function unlessDefault<T extends string | boolean>(value: T | undefined, usual: T | undefined) {
  if (value === undefined || value === usual) return undefined
  return typeof value === 'string' ? textCode(value) : plain(value)
}

function countCode(count: number | undefined) {
  return count === undefined || count === 1 ? undefined : plain(count)
}

function enumCode(what: string, value: string | undefined, known: readonly string[], usual: string) {
  if (value === undefined || known.includes(value)) return { code: unlessDefault(value, usual), unsaid: [] }
  return { code: undefined, unsaid: [`its ${what} '${value}'`] }
}

function secondsCode(seconds: number | undefined, usual: number) {
  return seconds === undefined || seconds === usual ? undefined : textCode(durationOf(seconds))
}

/** In the largest unit that it is a whole number of. */
function durationOf(seconds: number): Duration & string {
  if (seconds > 0 && seconds % 3_600 === 0) return `${seconds / 3_600}h`
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}
