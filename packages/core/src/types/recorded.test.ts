import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { readBody } from '../read-body.js'
import { sharedFile } from '../testing.js'
import { assertSchema, preconditionSchema } from './assert.js'
import { fileSchema } from './file.js'
import { groupSchema } from './group.js'
import { pageSchema } from './page.js'
import { participantSchema } from './participant.js'
import { resultSchema } from './result.js'
import { runSchema } from './run.js'
import { testSchema } from './test.js'

const directory = sharedFile('recorded')
const present = existsSync(directory)

/** What a recorded file holds, one row or a page of them, by its name; the first that fits counts. */
const kinds: readonly (readonly [RegExp, z.ZodType])[] = [
  [/assert/, assertSchema],
  [/precondition/, preconditionSchema],
  [/group/, groupSchema],
  [/script/, fileSchema],
  [/runs-\d/, runSchema],
  [/result/, resultSchema],
  [/participants/, participantSchema],
  [/tests?\b|projects/, testSchema],
]

test('every recorded body is read', ({ skip }) => {
  skip(!present, `${directory} is absent`)
  const files = readdirSync(directory)
  expect(files).toHaveLength(28)
  for (const file of files) {
    const schema = kinds.find(([name]) => name.test(file))?.[1]
    if (!schema) throw new Error(`nobody knows what ${file} is`)
    const body = JSON.parse(readFileSync(join(directory, file), 'utf8')) as object
    const read = readBody('results' in body ? pageSchema(schema) : schema, body) as object
    // Nothing that came is lost.
    expect(Object.keys(read)).toEqual(expect.arrayContaining(Object.keys(body)))
  }
})
