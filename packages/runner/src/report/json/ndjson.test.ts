import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aRun, aTest, aTestResult } from '../../../test/examples.js'
import { hugeText } from '../../../test/hostile-texts.js'
import { ndjsonReporter } from './ndjson.js'
import { ndjsonEventSchema } from './ndjson-schema.js'
import { sessions } from '../../../test/sessions.js'

async function startReporter() {
  const directory = await mkdtemp(join(tmpdir(), 'ndjson-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const outputFile = join(directory, 'deep', 'events.ndjson')
  const read = async () => {
    const lines = (await readFile(outputFile, 'utf8')).trimEnd().split('\n')
    return lines.map((line) => {
      const parsed: unknown = JSON.parse(line)
      expect(ndjsonEventSchema.parse(parsed)).toEqual(parsed)
      return parsed as { event: string }
    })
  }
  return { reporter: ndjsonReporter({ outputFile, now: () => 0 }), read, outputFile }
}

test('appends a line for each event and replaces old files', async () => {
  const { reporter, read, outputFile } = await startReporter()
  const [result = aTestResult()] = sessions.flaky.tests
  await reporter.onBegin?.([aTest('left over')], [])
  await reporter.onBegin?.([aTest()], sessions.broken.diagnostics)
  await reporter.onTestBegin?.(aTest())
  await reporter.onTestProgress?.(aTest(), { phase: 'waiting', attempt: 1, position: 2 })
  await reporter.onTestProgress?.(aTest(), { phase: 'live', attempt: 1, run: aRun(), expectedEndMs: 9 })
  await reporter.onTestRetry?.(aTest(), result)
  await reporter.onNotice?.({ severity: 'warning', message: `left ${hugeText}`, test: aTest() })
  await reporter.onTestEnd?.(result)
  expect((await read()).map(({ event }) => event)).toEqual([
    'begin',
    'test-begin',
    'progress',
    'progress',
    'retry',
    'notice',
    'test-end',
  ])
  await reporter.onEnd?.(sessions.flaky)
  const all = await read()
  expect(all.at(-1)).toMatchObject({ event: 'end', exit: { code: 1 } })
  const huge = JSON.stringify(hugeText).slice(1, -1)
  expect((await readFile(outputFile, 'utf8')).replace(huge, '(a huge text)')).toMatchSnapshot()
})

test('fails when the file cannot be written', async () => {
  const { reporter, outputFile } = await startReporter()
  await writeFile(join(outputFile, '..', '..', 'deep'), 'a file where a directory should be')
  await expect(reporter.onBegin?.([], [])).rejects.toThrow('EEXIST')
})
