import type {
  AssertInput,
  GroupInput,
  ParticipantInput,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'

/** The service may leave out anything. */
export type PartialOptions<T> = { readonly [K in keyof T]?: T[K] | undefined }

export type RemoteParticipant = PartialOptions<Omit<ParticipantInput, 'group_id'>>

/** What is there of a test at Loadero, children included. */
export interface RemoteTest {
  readonly test: PartialOptions<TestInput>
  readonly groups: readonly {
    readonly body: PartialOptions<GroupInput>
    readonly participants: readonly RemoteParticipant[]
  }[]
  /** Those without a group. */
  readonly participants: readonly RemoteParticipant[]
  readonly asserts: readonly RemoteAssert[]
}

export interface RemoteAssert {
  readonly body: PartialOptions<AssertInput>
  readonly preconditions: readonly PartialOptions<PreconditionInput>[]
}

/** A part of a spec, and what of the remote test no spec can say. */
export interface ScriptLogLine<T> {
  readonly code: T
  readonly unsaid: readonly string[]
}
