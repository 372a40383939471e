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

/** Takes from a row what an input may hold. What the service left out is missing here too: the check names it. */
function taken<Input>({ shape }: { readonly shape: InputShape<Input> }, row: object): Input {
  const entries = Object.entries(row).filter(([key, value]) => Object.hasOwn(shape, key) && value != null)
  return Object.fromEntries(entries) as Input
}

const checks = {
  test: testInput(createValueSchemas()),
  group: groupInput(),
  participant: participantInput(createValueSchemas()),
  assert: assertInput(createValueSchemas()),
  precondition: preconditionInput(createValueSchemas()),
  file: fileInput(createValueSchemas()),
}

/**
 * What a create or an update of a resource would need, so that reading, changing and writing back is one line:
 * `groups.update(id, { ...toInput.group(await groups.get(id)), count: 3 })`.
 */
export const toInput = {
  /** A test does not hold its script, see `TestNode.script`. */
  test: (row: Test, script: string): TestInput => ({ ...taken<TestInput>(checks.test, row), script }),
  group: (row: Group): GroupInput => taken<GroupInput>(checks.group, row),
  participant: (row: Participant): ParticipantInput => taken<ParticipantInput>(checks.participant, row),
  assert: (row: Assert): AssertInput => taken<AssertInput>(checks.assert, row),
  precondition: (row: Precondition): PreconditionInput => taken<PreconditionInput>(checks.precondition, row),
  file: (row: File): FileInput => taken<FileInput>(checks.file, row),
}
