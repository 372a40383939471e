import {
  type Assert,
  type AssertInput,
  assertInput,
  type Precondition,
  type PreconditionInput,
  preconditionInput,
} from '../types/assert.js'
import { type File, type FileInput, fileInput } from '../types/file.js'
import { type Group, type GroupInput, groupInput } from '../types/group.js'
import { type InputShape, createValueSchemas } from '../types/input.js'
import { type Participant, type ParticipantInput, participantInput } from '../types/participant.js'
import { type Test, type TestInput, testInput } from '../types/test.js'

/** Picks the keys of an input from a row. A key that the row lacks is missing here too, and `update` reports it. */
function pickInput<Input>({ shape }: { readonly shape: InputShape<Input> }, row: object): Input {
  const entries = Object.entries(row).filter(([key, value]) => Object.hasOwn(shape, key) && value != null)
  return Object.fromEntries(entries) as Input
}

const inputSchemas = {
  test: testInput(createValueSchemas()),
  group: groupInput(),
  participant: participantInput(createValueSchemas()),
  assert: assertInput(createValueSchemas()),
  precondition: preconditionInput(createValueSchemas()),
  file: fileInput(createValueSchemas()),
}

/**
 * Turns a row into the input for `create` or `update`, so that a change takes one line:
 * `groups.update(id, { ...toInput.group(await groups.get(id)), count: 3 })`.
 */
export const toInput = {
  /** A test does not contain its script, see `TestNode.script`. */
  test: (row: Test, script: string): TestInput => ({
    ...pickInput<TestInput>(inputSchemas.test, row),
    script,
  }),
  group: (row: Group): GroupInput => pickInput<GroupInput>(inputSchemas.group, row),
  participant: (row: Participant): ParticipantInput =>
    pickInput<ParticipantInput>(inputSchemas.participant, row),
  assert: (row: Assert): AssertInput => pickInput<AssertInput>(inputSchemas.assert, row),
  precondition: (row: Precondition): PreconditionInput =>
    pickInput<PreconditionInput>(inputSchemas.precondition, row),
  file: (row: File): FileInput => pickInput<FileInput>(inputSchemas.file, row),
}
