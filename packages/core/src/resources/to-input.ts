import { pickInput } from './collection.js'
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

/** `update` reports a key that the row lacks. */
function toInputOf<Input>(schema: { readonly shape: InputShape<Input> }, row: object): Input {
  return pickInput<Input>(schema, row) as Input
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
    ...toInputOf<TestInput>(inputSchemas.test, row),
    script,
  }),
  group: (row: Group): GroupInput => toInputOf<GroupInput>(inputSchemas.group, row),
  participant: (row: Participant): ParticipantInput =>
    toInputOf<ParticipantInput>(inputSchemas.participant, row),
  assert: (row: Assert): AssertInput => toInputOf<AssertInput>(inputSchemas.assert, row),
  precondition: (row: Precondition): PreconditionInput =>
    toInputOf<PreconditionInput>(inputSchemas.precondition, row),
  file: (row: File): FileInput => toInputOf<FileInput>(inputSchemas.file, row),
}
