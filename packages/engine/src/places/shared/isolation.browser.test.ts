import { readdirSync, readFileSync } from 'node:fs'
import type { ParticipantOutput } from '@loadero-test/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  createHooks,
  createTestContext,
  hasBrowser,
  runScript,
  verdictOf,
} from '../../../test/engine-context.js'
import { serveIsolation } from '../../../test/isolation-server.js'
import { liveProcessGroups } from '../../process/process-groups.js'

const timeoutMs = 120_000

describe.skipIf(!hasBrowser())('participants that share a browser', () => {
  let site: Awaited<ReturnType<typeof serveIsolation>>
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    site = await serveIsolation()
    engine = await createTestContext({ isolation: 'context' })
  })
  afterAll(async () => {
    site.close()
    await engine.close()
  })

  /** Also while the page has no network. */
  const meet = (point: string) => `.perform(async () => { await fetch('http://${site.host}/wait?${point}') })`
  const openPage = (owner: string) =>
    `client.url('http://${site.host}/').execute((owner) => void fetch('/open?' + owner), ['${owner}'])`
  const run = <T>(
    script: string,
    read: (output: ParticipantOutput) => T,
    options: { signal?: AbortSignal; globalNum?: number; profile?: object } = {},
  ) => runScript(engine.context, script, read, { ...options, hooks: createHooks(options.signal) })

  describe('keep apart', () => {
    let [owner, other]: ReturnType<typeof readOutput>[] = []

    const readOutput = (output: ParticipantOutput) => {
      expect(verdictOf(output)).toBe('pass')
      const found = /^FOUND (.*)$/m.exec(output.logs.selenium ?? '')?.[1] ?? ''
      return { ...output, files: output.artifacts.map(({ path }) => readFileSync(path, 'utf8')), found }
    }
    const find = `client.executeAsync((done) => void find().then(done), [], ({ value }) => console.log('FOUND', JSON.stringify(value)))`
    const ownerScript = () => `client => {
      client.setRequestHeader('X-Who', 'a').setUserAgent('Agent-a').resizeWindow(800, 700)
      client.url('http://user:secret@${site.host}/private').url('http://${site.host}/')
        .executeAsync((done) => void keep('a').then(done, (error) => done(String(error))))
        .execute('return fetch("/cached").then((answer) => answer.text())', [], ({ value }) => console.log('CACHED', value))
        .execute(() => { setTimeout(() => { throw new Error('fault of a') }) })
        .chrome.sendDevToolsCommand('Browser.grantPermissions', { permissions: ['notifications', 'geolocation'] })
        .chrome.sendDevToolsCommand('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Tokyo' })
        .chrome.sendDevToolsCommand('Emulation.setLocaleOverride', { locale: 'ja-JP' })
        .chrome.sendDevToolsCommand('Emulation.setGeolocationOverride', { latitude: 35, longitude: 139, accuracy: 1 })
        .click('#download').waitForDownloadFinished('a.txt', ${timeoutMs})
        .updateNetwork('100packet')${meet('kept')}${meet('found')}
        .execute('return fetch("/headers").then(() => "online", () => "offline")', [], ({ value }) => console.log('NETWORK', value))
        .updateNetwork('default')
      ${find}
    }`
    const otherScript = () => `client => {
      client.url('http://${site.host}/')${meet('kept')}
      client.execute('return fetch("/headers").then(() => "online", () => "offline")', [], ({ value }) => console.log('NETWORK', value))
      ${find}
      client.perform(() => {})${meet('found')}
    }`

    beforeAll(async () => {
      ;[owner, other] = await Promise.all([
        run(ownerScript(), readOutput),
        run(otherScript(), readOutput, { globalNum: 1 }),
      ])
    }, 2 * timeoutMs)

    test.each<[string, unknown, unknown]>([
      ['cookies', 'owner=a', ''],
      ['local storage', 'a', null],
      ['session storage', 'a', null],
      ['indexed databases', 'a', ''],
      ['cache storage', 'a', ''],
      ['service workers', 1, 0],
      ['HTTP authentication', 200, 401],
      ['HTTP cache', '1', '2'],
      ['request headers', 'a', null],
      ['user agent', 'Agent-a', expect.stringMatching(/^Mozilla\/5\.0 .* Chrome\/\d+/)],
      ['window size', 800, 1_920],
      ['time zone', 'Asia/Tokyo', new Intl.DateTimeFormat().resolvedOptions().timeZone],
      ['Japanese locale', true, false],
      ['position', 35, null],
      ['permissions', true, false],
      ['focus', true, true],
      ['visibility', 'visible', 'visible'],
    ])('their %s', (kind, ofOwner, ofOther) => {
      const foundBy = (one: typeof owner) => Object(JSON.parse(one?.found ?? '{}')) as Record<string, unknown>
      expect([foundBy(owner)[kind], foundBy(other)[kind]]).toEqual([ofOwner, ofOther])
    })

    test('their network, downloads, logs and metrics', () => {
      expect([owner, other].map((one) => /^NETWORK (.*)$/m.exec(one?.logs.selenium ?? '')?.[1])).toEqual([
        'offline',
        'online',
      ])
      expect([owner, other].map((one) => one?.files)).toEqual([['a'], []])
      expect([owner, other].map((one) => one?.logs.browser?.includes('fault of a'))).toEqual([true, false])
      for (const one of [owner, other]) {
        const paths = Object.keys(one?.metrics ?? {})
        expect(paths).toContain('machine/network/bytes/in')
        expect(paths.filter((path) => /^machine\/(?:cpu|ram)\/used/.test(path))).toEqual([])
        expect(one?.logs.selenium).toContain('there are no metrics of CPU and memory: participants share')
        expect(one?.logs.selenium).toMatch(/^\[engine\] machine (sufficient|overloaded): /m)
      }
    })
  })

  test.skipIf(process.platform !== 'linux').each<{ what: string; end: string; verdict: RegExp }>([
    { what: 'its page crashes', end: `client.url('chrome://crash')`, verdict: /^✖ The page has crashed/ },
    {
      what: 'its page is in an endless loop',
      end: `client.execute(() => { for (;;); })`,
      verdict: /^✖ Cut short/,
    },
    {
      what: 'its script is in an endless loop',
      end: `client.perform(() => { for (;;); })`,
      verdict: /^✖ Cut short/,
    },
    { what: 'it is aborted', end: `client.pause(600000)`, verdict: /^✖ Cut short/ },
    {
      what: 'it asks to close the browser',
      end: `client.chrome.sendDevToolsCommand('Browser.close')`,
      verdict: /^pass$/,
    },
  ])('end alone when $what', async ({ what, end, verdict }) => {
    const abort = new AbortController()
    const name = what.replaceAll(' ', '-')
    const script = `client => { ${openPage(name)}${meet(name)}\n ${end} }`
    const otherScript = `client => { client.url('http://${site.host}/')${meet(name)}${meet(`${name}-end`)}
      client.assert.titleEquals('isolation') }`
    const other = run(otherScript, verdictOf, { globalNum: 1 })
    const ended = run(script, verdictOf, { signal: abort.signal })
    await vi.waitUntil(() => site.opened.has(`?${name}`), { timeout: timeoutMs })
    if (verdict.source.includes('Cut')) setTimeout(() => abort.abort(), 500)
    expect(await ended).toMatch(verdict)
    // Its page has gone, and the browser has not.
    await vi.waitUntil(() => !site.open.has(`?${name}`), { timeout: timeoutMs })
    await fetch(`http://${site.host}/wait?${name}-end`)
    expect(await other).toBe('pass')
    expect(liveProcessGroups(engine.groups)).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('are aborted together when it is killed', async () => {
    const folders = readdirSync(engine.context.workRoot)
    const names = ['first', 'second']
    const running = names.map((name, globalNum) =>
      run(
        `client => ${openPage(name)}.pause(600000)`,
        (output) => [output.seleniumResult, verdictOf(output)],
        {
          globalNum,
        },
      ),
    )
    await vi.waitUntil(() => names.every((name) => site.open.has(`?${name}`)), { timeout: timeoutMs })
    const browsers = liveProcessGroups(engine.groups).filter((id) =>
      readFileSync(`/proc/${id}/cmdline`, 'latin1').includes('--remote-debugging-port'),
    )
    expect(browsers).toHaveLength(1)
    process.kill(browsers[0] ?? NaN, 'SIGKILL')
    for (const [result, verdict] of await Promise.all(running)) {
      expect(result).toBe('aborted')
      expect(verdict).toMatch(
        /^✖ The browser ended by SIGKILL; participants shared it, during .* \(script line 1\)$/,
      )
    }
    expect(liveProcessGroups(engine.groups)).toEqual([])
    expect(readdirSync(engine.context.workRoot)).toEqual(folders)
  })

  test.each([
    ['a feed', `client => {}`, { video_feed: '1080p' }, /^The participant has the feed 1080p/],
    ['getUserMedia', `navigator.mediaDevices.getUserMedia({ audio: true })`, {}, /^A page uses camera/],
    ['a peer connection', `new RTCPeerConnection()`, {}, /^A page uses camera/],
  ])('cannot run with %s', async (_, code, profile, message) => {
    const script = code.startsWith('client')
      ? code
      : `client => client.url('http://${site.host}/').execute(() => void ${code}).assert.not.titleEquals('isolation')`
    await expect(run(script, verdictOf, { profile })).rejects.toThrow(message)
  })
})
