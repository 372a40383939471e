import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { readBody } from '../http/read-body.js'
import { wireFixture } from '../../test/service.js'
import { assertSchema, preconditionSchema } from './assert.js'
import { fileSchema } from './file.js'
import { groupSchema } from './group.js'
import { pageSchema } from './page.js'
import { participantSchema } from './participant.js'
import { resultSchema } from './result.js'
import { runSchema } from './run.js'
import { testSchema } from './test.js'

const directory = wireFixture('bodies/')

/** File name → schema of its rows. */
const kinds: readonly (readonly [RegExp, z.ZodType])[] = [
  [/^asserts?\b/, assertSchema],
  [/^preconditions?\b/, preconditionSchema],
  [/^groups?\b/, groupSchema],
  [/^script\b/, fileSchema],
  [/^runs?\b/, runSchema],
  [/^results?\b/, resultSchema],
  [/^participants?\b/, participantSchema],
  [/^tests?\b/, testSchema],
]

const files = readdirSync(directory).toSorted()

test('every kind has a response body', () => {
  expect(kinds.filter(([name]) => !files.some((file) => name.test(file)))).toEqual([])
})

test.each(files)('the response body %s is read without loss', (file) => {
  const schema = kinds.find(([name]) => name.test(file))?.[1]
  if (!schema) throw new Error(`No schema for ${file}`)
  const body = JSON.parse(readFileSync(new URL(file, directory), 'utf8'), removeUnset) as object
  const read = readBody('results' in body ? pageSchema(schema) : schema, body)
  expect(read).toMatchObject(body)
})

/** Removes null and unset times, which the client reads as missing. */
function removeUnset(_: string, value: unknown): unknown {
  return value === '0001-01-01T00:00:00Z' || value === null ? undefined : value
}
