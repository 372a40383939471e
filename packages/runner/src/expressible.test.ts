import type {
  AssertInput,
  FileInput,
  GroupInput,
  ParticipantInput,
  PreconditionInput,
  TestInput,
} from '@loadero-test/core'
import { expect, test } from 'vitest'
import { aTest } from '../test/examples.js'
import type { GroupOptions, ParticipantOptions, TestOptions } from './collect/dsl/language.js'
import type { AssertSpec, TestSpec } from './model/spec.js'
import { print } from './pull/print.js'
import { testCode } from './pull/test-code.js'
import { desiredContent } from './plan/content.js'

/** Why a spec has no option for a key of an input. */
interface Reason {
  readonly reason: string
}

/**
 * The option of a spec for each key that the service lets a client write. A key of an input without a row is a type
 * error, and so is a row that names no option.
 */
type OptionsOf<Input, Options> = { readonly [K in keyof Input]-?: keyof Options | Reason }

const testOptions = {
  name: { reason: 'it is the title of the test, behind those of its describe blocks' },
  script: 'script',
  start_interval: 'startInterval',
  participant_timeout: 'participantTimeout',
  mode: 'mode',
  increment_strategy: 'incrementStrategy',
  mos_test: 'mosTest',
} as const satisfies OptionsOf<TestInput, TestOptions>

const otherOptions = {
  group: { name: 'name', count: 'count' } satisfies OptionsOf<GroupInput, GroupOptions>,
  participant: {
    name: 'name',
    count: 'count',
    browser: 'browser',
    group_id: { reason: 'a participant is in the group that contains it' },
    compute_unit: 'computeUnit',
    network: 'network',
    location: 'location',
    video_feed: 'videoFeed',
    audio_feed: 'audioFeed',
    record_audio: 'recordAudio',
  } satisfies OptionsOf<ParticipantInput, ParticipantOptions>,
  assert: {
    path: 'path',
    operator: 'operator',
    expected: 'expected',
  } satisfies OptionsOf<AssertInput, AssertSpec>,
  precondition: {
    property: { reason: 'it is a key of when()' },
    operator: { reason: 'it is a comparison of when()' },
    expected: { reason: 'it is the value of a comparison of when()' },
  } satisfies OptionsOf<PreconditionInput, object>,
  file: {
    file_type: { reason: 'the service makes the file of a script' },
    name: { reason: 'the service names the file of a script' },
    content: { reason: 'it is the text of the script' },
    password: { reason: 'specs have no certificates' },
  } satisfies OptionsOf<FileInput, object>,
}

test.each(Object.entries({ test: testOptions, ...otherOptions }))(
  'every key of a %s has an option or a reason',
  (_, options) => {
    const rows: (string | Reason)[] = Object.values(options)
    expect(rows.every((row) => (typeof row === 'string' ? row : row.reason) !== '')).toBe(true)
  },
)

/** A value of each setting of a test that is not its default. */
const others = {
  start_interval: [{ startIntervalSeconds: 7 }, 7],
  participant_timeout: [{ participantTimeoutSeconds: 77 }, 77],
  mode: [{ mode: 'load' }, 'load'],
  increment_strategy: [{ incrementStrategy: 'random' }, 'random'],
  mos_test: [{ mosTest: true }, true],
} as const satisfies Record<
  Exclude<keyof TestInput, 'name' | 'script'>,
  readonly [Partial<TestSpec>, unknown]
>

test.each(Object.entries(others))('%s is pushed, and pulled as its option', (key, [spec, value]) => {
  const content = desiredContent(aTest('t', spec), '')
  expect(content.test).toMatchObject({ [key]: value })
  const { code, unsupported } = testCode(content, { script: './a.js', settings: {} })
  expect(print(code, 0, 0)).toContain(`${testOptions[key as keyof typeof others]}: `)
  expect(unsupported).toEqual([])
})
