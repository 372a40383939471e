import { ndjsonEventSchema, reportSchema } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { z } from 'zod'

// Readers may meet what later versions add: `input` lets unknown properties pass.
test.each([
  ['report', reportSchema],
  ['event', ndjsonEventSchema],
])('the published schema of %s is what is written', async (name, schema) => {
  const published = z.toJSONSchema(schema, { io: 'input', reused: 'ref' })
  await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot(
    `../schemas/${name}.schema.json`,
  )
})
