import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  createHooks,
  createTestContext,
  hasBrowser,
  runScript,
  verdictOf,
} from '../../test/engine-context.js'
import { type PageServer, servePages } from '../../test/page-server.js'
import { liveProcessGroups } from '../process/process-groups.js'

describe.skipIf(!hasBrowser())('a participant', () => {
  let pages: PageServer
  let engine: Awaited<ReturnType<typeof createTestContext>>
  beforeAll(async () => {
    pages = await servePages()
    engine = await createTestContext()
  })
  afterAll(async () => {
    pages.close()
    await engine.close()
  })

  test('passes its globals but no environment to scripts', async () => {
    process.env['LOADERO_SECRET'] = 'hush'
    const script = `client => {
      const { participant, group, run, test, browser } = client.globals
      console.log('I AM', participant.name, participant.globalID, group.name, run.participant.id, test.name, browser)
      console.log('SECRET', process.env.LOADERO_SECRET)
      client.url('${pages.url}').assert.textEquals('#out', 'ready')
        .execute('console.warn("careful"); setTimeout(() => { throw new Error("page fault") })').pause(1100)
    };
    // with a comment after it`
    await runScript(engine.context, script, (output, directory) => {
      const { logs, metrics } = output
      expect(verdictOf(output)).toBe('pass')
      expect(logs.selenium).toContain('I AM bob 0 callers 900 a test chromeLatest')
      expect(logs.selenium).toContain('SECRET undefined')
      expect(logs.selenium).toContain("✔ Testing if element's <#out> inner text equals 'ready'")
      expect(logs.browser).toMatch(/warning careful\n.*exception .*Error: page fault/s)
      expect(Object.keys(metrics)).toContain('machine/cpu/used')
      expect(JSON.parse(logs.rru ?? '')).not.toHaveLength(0)
      expect(readdirSync(directory)).toEqual([])
    })
  })

  test('fails with the line and a screenshot', async () => {
    const script = `client => {
      client.url('${pages.url}')
      client.waitForElementPresent('#total', 300)
      console.log('queued')
    }`
    await runScript(engine.context, script, (output, directory) => {
      expect(output.seleniumResult).toBe('fail')
      expect(verdictOf(output)).toBe(
        '✖ Timed out while waiting for element <#total> to be present for 300 milliseconds. (script line 3)',
      )
      expect(output.artifacts.map(({ kind, name }) => [kind, name])).toEqual([['screenshots', 'failure.png']])
      expect(readdirSync(directory)).toEqual(['screenshots'])
      expect(output.metrics['machine/ram/used']).toBeDefined()
    })
  })

  test('is refused with an unsupported browser', async () => {
    const rejected = runScript(engine.context, 'client => {}', verdictOf, {
      profile: { browser: 'firefox132' },
    })
    await expect(rejected).rejects.toThrow(
      /^firefox132 cannot run on this machine: only Chrome .* run its test at Loadero$/,
    )
    expect(liveProcessGroups(engine.groups)).toEqual([])
  })

  test('is ended in an endless loop with its results', async () => {
    const abort = new AbortController()
    const startedFile = path.join(engine.context.workRoot, 'started')
    const abortInLoop = async () => {
      await vi.waitUntil(() => existsSync(startedFile), { timeout: 120_000 })
      abort.abort()
    }
    const hooks = {
      onReady: () => Promise.resolve(void abortInLoop()),
      signal: abort.signal,
    }
    const script = `client => client.url('${pages.url}')
      .perform(() => { console.log('round'); require('node:fs').writeFileSync('${startedFile}', ''); for (;;); })`
    await runScript(
      engine.context,
      script,
      (output) => {
        expect(output.seleniumResult).toBe('fail')
        expect(output.logs.selenium).toContain('round\n')
        expect(verdictOf(output)).toMatch(/^✖ Cut short: .* \(script line 2\)$/)
        expect(output.artifacts.map(({ name }) => name)).toEqual(['failure.png'])
        expect(output.metrics['machine/cpu/used']).toBeDefined()
        expect(liveProcessGroups(engine.groups)).toEqual([])
      },
      { hooks },
    )
  })

  test('is not delayed by another one whose command hangs', async () => {
    const abort = new AbortController()
    const startedFile = path.join(engine.context.workRoot, 'hangs')
    const hanging = runScript(
      engine.context,
      `client => client.timeouts('script', 600000)
        .perform(() => require('node:fs').writeFileSync('${startedFile}', '')).executeAsync((done) => {})`,
      verdictOf,
      { hooks: createHooks(abort.signal) },
    )
    await vi.waitUntil(() => existsSync(startedFile), { timeout: 120_000 })
    const script = `client => client.url('${pages.url}').assert.textEquals('#out', 'ready')`
    expect(await runScript(engine.context, script, verdictOf)).toBe('pass')
    abort.abort()
    expect(await hanging).toMatch(/^✖ Cut short: .* during executeAsync\(ƒ\) \(script line 2\)$/)
    expect(liveProcessGroups(engine.groups)).toEqual([])
  })

  test.skipIf(process.platform !== 'linux').each([
    ['the driver', 'chromedriver', /^✖ chromedriver ended with SIGKILL, during .* \(script line 1\)$/],
    [
      'the browser',
      '--remote-debugging-port',
      /^✖ The browser ended by SIGKILL, during .* \(script line 1\)$/,
    ],
    [
      'the script host',
      'host.cjs',
      /^✖ The script's process ended early, by SIGKILL, during .* \(script line 1\)$/,
    ],
  ])('is aborted when %s is killed from outside', async (_, argument, reason) => {
    const first = engine.groups.length
    const kill = () => {
      const group = engine.groups
        .slice(first)
        .find((id) => readFileSync(`/proc/${id}/cmdline`, 'latin1').includes(argument))
      if (group === undefined) throw new Error(`no process has ${argument}`)
      process.kill(group, 'SIGKILL')
    }
    const startedFile = path.join(engine.context.workRoot, `started-${argument}`)
    const killWhenStarted = async () => {
      await vi.waitUntil(() => existsSync(startedFile), { timeout: 120_000 })
      kill()
    }
    let killing: Promise<void> | undefined
    const hooks = { ...createHooks(), onReady: () => Promise.resolve(void (killing = killWhenStarted())) }
    const script = `client => client.perform(() => require('node:fs').writeFileSync('${startedFile}', '')).pause(600000)`
    await runScript(
      engine.context,
      script,
      (output) => {
        expect(output.seleniumResult).toBe('aborted')
        expect(verdictOf(output)).toMatch(reason)
        expect(output.logs.selenium).toMatch(/^\[engine\] machine (sufficient|overloaded|not measured): /m)
      },
      { hooks },
    )
    await killing
  })

  test('keeps pictures without ffmpeg in session-record mode', async () => {
    const onEnded = vi.fn<() => void>()
    const context = { ...engine.context, env: { ...process.env, FFMPEG_PATH: '/nowhere/ffmpeg' } }
    await runScript(
      context,
      `client => client.url('${pages.url}').pause(2500)`,
      ({ artifacts, logs }, directory) => {
        expect(new Set(artifacts.map(({ kind }) => kind))).toEqual(new Set(['video']))
        const pictures = artifacts.map((artifact) => readFileSync(artifact.path))
        for (const picture of pictures) expect(picture.subarray(0, 3).toString('hex')).toBe('ffd8ff')
        expect(logs.selenium).toContain(
          `[engine] the video is kept as ${pictures.length} pictures: there is no ffmpeg`,
        )
        expect(readdirSync(directory)).toEqual(['video'])
        expect(onEnded).toHaveBeenCalledOnce()
      },
      { mode: 'session-record', hooks: { ...createHooks(), onEnded } },
    )
  })

  test('leaves nothing when stopped during its start', async () => {
    const stop = new AbortController()
    const running = runScript(engine.context, 'client => client.pause(600000)', verdictOf, {
      hooks: createHooks(stop.signal),
    })
    await sleep(150)
    stop.abort()
    expect(await running).toMatch(/^✖ Cut short/)
    expect(liveProcessGroups(engine.groups)).toEqual([])
  })
})
