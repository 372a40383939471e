import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../../test/engine-context.js'
import { type PageServer, servePages } from '../../test/page-server.js'

/** Closes each connection without an answer. */
async function startDeadServer() {
  const server = createServer((request) => request.socket.destroy())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

describe.skipIf(!hasBrowser())('a script', () => {
  let pages: PageServer
  let dead: Awaited<ReturnType<typeof startDeadServer>>
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    pages = await servePages()
    dead = await startDeadServer()
    engine = await createTestContext()
  })
  afterAll(async () => {
    pages.close()
    dead.close()
    await engine.close()
  })

  test('counts each command that did nothing with its line', async () => {
    const commands = [
      ["keys('a')", 'keys: does nothing in this browser; use client.perform'],
      ['mouseButtonDown(0)', 'mouseButtonDown: does nothing in this browser; use client.perform'],
      ['mouseButtonUp(0)', 'mouseButtonUp: does nothing in this browser; use client.perform'],
      ['mouseButtonClick(0)', 'mouseButtonClick: does nothing in this browser; use client.perform'],
      ["getLocationInView('#out')", 'getLocationInView: does nothing in this browser'],
      ["setOrientation('LANDSCAPE')", 'setOrientation: does nothing in this browser'],
      ['getOrientation(() => {})', 'getOrientation: does nothing in this browser'],
      ['executeAsync(function () {})', 'executeAsync: script timeout'],
      ['execute(\'throw new Error("mine")\')', 'execute: javascript error: mine'],
      ['acceptAlert()', 'acceptAlert: no such alert'],
      ["switchToWindow('none')", 'switchToWindow: no such window'],
      ["setCookie({ name: 'a', value: 'b', domain: 'other.test' })", 'setCookie: invalid cookie domain'],
      ["getLog('none')", "invalid argument: log type 'none' not found"],
      ["saveScreenshot('/dev/null/picture.png')", 'Couldn\'t save screenshot to "/dev/null/picture.png":'],
      [
        "getText({ selector: '#none', timeout: 50, suppressNotFoundErrors: true })",
        'getText: Timed out while waiting for element "#none"',
      ],
    ] as const
    const script = `client => {\n client.url('${pages.url}').timeouts('script', 200)\n client.${commands.map(([command]) => command).join('\n client.')}\n}`
    await runScript(engine.context, script, (output) => {
      expect(verdictOf(output)).toBe('pass')
      const log = output.logs.selenium ?? ''
      const entries = [...log.matchAll(/^\S+Z ! (.*) \(script line (\d+)\)$/gm)]
      expect(entries.map(([, text, line]) => [text, Number(line)])).toEqual(
        commands.map(([, text], index) => [expect.stringContaining(text), index + 3]),
      )
      expect(log).toContain(`[engine] ${commands.length} commands failed without failing the script: keys: `)
    })
  })

  test.each([
    ['its command', 'client.url(DEAD)', 2],
    ['a click', `client.url(PAGE).execute(ADD_LINK).click('#dead').pause(500)`, 2],
    ['the page itself', `client.url(PAGE)\n.execute((dead) => void (location = dead), [DEAD]).pause(500)`, 3],
    ['a new window', `client.url(PAGE).execute((dead) => void open(dead), [DEAD]).pause(500)`, 2],
    ['an address without a scheme', `client.url('nowhere')`, 2],
    ['a page that loads too long', `client.timeouts('pageLoad', 200).url(PAGE + '/hanging')`, 2],
  ])('fails when a page cannot be loaded by %s', async (_, commands, line) => {
    const source = commands
      .replaceAll('PAGE', `'${pages.url}'`)
      .replaceAll(
        'ADD_LINK',
        `(dead) => { document.body.innerHTML = '<a id="dead" href="' + dead + '">x</a>' }, [DEAD]`,
      )
      .replaceAll('DEAD', `'${dead.url}'`)
    await runScript(engine.context, `client => {\n${source}\n}`, (output) => {
      expect(verdictOf(output)).toMatch(/^✖ Navigation failed: /)
      expect(verdictOf(output)).toContain(`(script line ${line})`)
    })
  })

  test.each([
    ['ignores it', `client.globals.ignoreFailedNavigation = true; client.url('DEAD')`, '1 command failed'],
    [
      'a frame fails',
      `client.url('PAGE').execute(() => document.body.innerHTML = '<iframe src="DEAD">').pause(300)`,
      undefined,
    ],
    ['the server answers with an error', `client.url('PAGE/missing')`, undefined],
  ])('passes a failed navigation when %s', async (_, commands, note) => {
    const source = commands.replaceAll('DEAD', dead.url).replaceAll('PAGE', pages.url)
    await runScript(engine.context, `client => { ${source} }`, (output) => {
      expect(verdictOf(output)).toBe('pass')
      const [, counted] =
        /^\[engine\] (.*) without failing the script/m.exec(output.logs.selenium ?? '') ?? []
      expect(counted).toBe(note)
    })
  })
})
