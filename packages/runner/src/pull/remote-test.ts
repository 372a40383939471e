import type {
  AssertInput,
  GroupInput,
  ParticipantInput,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'

/** The service may leave out anything. */
export type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined }

export type RemoteParticipant = Loose<Omit<ParticipantInput, 'group_id'>>

/** What is there of a test at Loadero, children included. */
export interface RemoteTest {
  readonly test: Loose<TestInput>
  readonly groups: readonly {
    readonly body: Loose<GroupInput>
    readonly participants: readonly RemoteParticipant[]
  }[]
  /** Those without a group. */
  readonly participants: readonly RemoteParticipant[]
  readonly asserts: readonly RemoteAssert[]
}

export interface RemoteAssert {
  readonly body: Loose<AssertInput>
  readonly preconditions: readonly Loose<PreconditionInput>[]
}

/** A part of a spec, and what of the remote test no spec can say. */
export interface Said<T> {
  readonly code: T
  readonly unsaid: readonly string[]
}
