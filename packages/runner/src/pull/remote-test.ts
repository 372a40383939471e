import type {
  AssertInput,
  GroupInput,
  ParticipantInput,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'

/** A resource of which the service may omit any key. */
export type PartialOptions<T> = { readonly [K in keyof T]?: T[K] | undefined }

export type RemoteParticipant = PartialOptions<Omit<ParticipantInput, 'group_id'>>

/** The current state of a test at Loadero, with its children. */
export interface RemoteTest {
  readonly test: PartialOptions<TestInput>
  readonly groups: readonly {
    readonly body: PartialOptions<GroupInput>
    readonly participants: readonly RemoteParticipant[]
  }[]
  /** The participants without a group. */
  readonly participants: readonly RemoteParticipant[]
  readonly asserts: readonly RemoteAssert[]
}

export interface RemoteAssert {
  readonly body: PartialOptions<AssertInput>
  readonly preconditions: readonly PartialOptions<PreconditionInput>[]
}

/** A part of a spec, and what of the remote test a spec cannot express. */
export interface SpecFragment<T> {
  readonly code: T
  readonly unsupported: readonly string[]
}
