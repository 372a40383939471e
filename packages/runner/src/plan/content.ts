import { createHash } from 'node:crypto'
import type { GroupInput, ParticipantInput, TestInput } from '@loadero-test/core'
import type { AssertBody } from '../wire/assert-body.js'

/** All that we push of a test, in the service's words; the script is without our mark. */
export interface Content {
  readonly test: TestInput
  readonly groups: readonly GroupContent[]
  /** Those without a group. */
  readonly participants: readonly ParticipantInput[]
  readonly asserts: readonly AssertBody[]
}

export interface GroupContent {
  readonly body: GroupInput
  readonly participants: readonly ParticipantInput[]
}

/** The same text for the same content, in whatever order lists and keys come. */
export function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).toSorted().join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${key}:${keyOf(item)}`).join()}}`
}

/** Tells whether anything that we push is another. The name is left out: a renamed test is still known by its content. */
export function contentHash({ test, ...children }: Content): string {
  const { script, mode, increment_strategy, start_interval, participant_timeout } = test
  const settings = { script, mode, increment_strategy, start_interval, participant_timeout }
  return createHash('sha256')
    .update(keyOf({ settings, ...children }))
    .digest('hex')
    .slice(0, 16)
}
