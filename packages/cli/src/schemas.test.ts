import { ndjsonEventSchema, reportSchema } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { testListSchema } from './terminal/list-schema.js'

// `input` allows unknown properties, which later versions may add.
test.each([
  ['report', reportSchema],
  ['event', ndjsonEventSchema],
  ['list', testListSchema],
])('the published schema of the %s is current', async (name, schema) => {
  const published = z.toJSONSchema(schema, { io: 'input', reused: 'ref' })
  await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot(
    `../schemas/${name}.schema.json`,
  )
})
