import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, isolations, runScript, verdictOf } from '../../test/engine-context.js'
import { serveOpeners, waysToOpen } from '../../test/openers.js'

describe.skipIf(!hasBrowser()).each(isolations)(
  'the targets of a browser with isolation $isolation',
  (own) => {
    let openers: Awaited<ReturnType<typeof serveOpeners>>
    let engine: Awaited<ReturnType<typeof createTestContext>>
    beforeAll(async () => {
      openers = await serveOpeners()
      engine = await createTestContext(own)
    })
    afterAll(async () => {
      openers.close()
      await engine.close()
    })

    test('run however they are opened', async () => {
      const script = `client => {
      client.url('${openers.url}')
      for (const way of ${JSON.stringify(waysToOpen)}) {
        client.click('#' + way).executeAsync(async (way, done) => {
          await fetch('/wait?way=' + way)
          done(way)
        }, [way], ({ value }) => console.log('OPENED', value))
      }
      client.openNewWindow('tab').url('${openers.url}').assert.titleEquals('openers')
      client.openNewWindow('window').url('${openers.url}').assert.titleEquals('openers')
      client.closeWindow()
    }`
      await runScript(engine.context, script, (output) => {
        expect(verdictOf(output)).toBe('pass')
        expect([...openers.arrived].toSorted()).toEqual(waysToOpen.toSorted())
      })
    })
  },
)
