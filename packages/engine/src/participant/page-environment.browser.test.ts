import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, isolations, runScript, verdictOf } from '../../test/engine-context.js'
import { type PageServer, servePages } from '../../test/page-server.js'

describe.skipIf(!hasBrowser()).each(isolations)('a page with isolation $isolation', (own) => {
  let pages: PageServer
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    pages = await servePages()
    engine = await createTestContext(own)
  })
  afterAll(async () => {
    pages.close()
    await engine.close()
  })

  test('has a screen, a position and browser functions', async () => {
    const script = `client => {
      const show = (what, code) => client.execute('return String(' + code + ')', [], ({ value }) => console.log(what, value))
      client.setGeolocation({ latitude: 56.9, longitude: 24.1, accuracy: 10 }).url('${pages.url}')
      show('SCREEN', '[screen.width, screen.height, outerWidth, outerHeight]')
      for (const code of ['RTCPeerConnection', 'RTCPeerConnection.prototype.close', 'Function.prototype.toString'])
        show('SOURCE', code)
      client.executeAsync(async (done) => {
        const { state } = await navigator.permissions.query({ name: 'geolocation' })
        const show = (text) => done(state + ' ' + text)
        navigator.geolocation.getCurrentPosition(({ coords }) => show(coords.latitude), ({ message }) => show(message))
      }, [], ({ value }) => console.log('POSITION', value))
    }`
    await runScript(engine.context, script, (output) => {
      expect(verdictOf(output)).toBe('pass')
      const shown = output.logs.selenium?.match(/^(SCREEN|SOURCE|POSITION) .*$/gm)
      expect(shown).toEqual([
        'SCREEN 1920,1080,1920,1080',
        'SOURCE function RTCPeerConnection() { [native code] }',
        'SOURCE function close() { [native code] }',
        'SOURCE function toString() { [native code] }',
        'POSITION granted 56.9',
      ])
    })
  })

  test('that answers after seconds has its picture', async () => {
    const script = `client => {
      client.url('${pages.url}').execute(() => {
        setTimeout(() => {
          for (const end = Date.now() + 4000; Date.now() < end; );
        })
      })
      client.perform(() => { throw new Error('too early') })
    }`
    await runScript(engine.context, script, (output) => {
      expect(verdictOf(output)).toContain('too early')
      const [picture] = output.artifacts.map((artifact) => readFileSync(artifact.path))
      expect(picture?.subarray(1, 4).toString()).toBe('PNG')
    })
  })
})
