import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { atOnce, equip, hasBrowser, play, verdictOf } from '../../test/equipment.js'
import { type PageServer, servePages } from '../../test/page-server.js'
import { liveProcessGroups } from '../process/live-groups.js'

describe.skipIf(!hasBrowser())('a participant', () => {
  let pages: PageServer
  let stage: Awaited<ReturnType<typeof equip>>
  beforeAll(async () => {
    pages = await servePages()
    stage = await equip()
  })
  afterAll(async () => {
    pages.close()
    await stage.close()
  })

  test('passes with its script, which knows who it is and nothing of our environment', async () => {
    process.env['LOADERO_SECRET'] = 'hush'
    const script = `client => {
      const { participant, group, run, test, browser } = client.globals
      console.log('I AM', participant.name, participant.globalID, group.name, run.participant.id, test.name, browser)
      console.log('SECRET', process.env.LOADERO_SECRET)
      client.url('${pages.url}').assert.textEquals('#out', 'ready')
        .execute('console.warn("careful"); setTimeout(() => { throw new Error("page fault") })').pause(1100)
    };
    // with a comment behind it`
    await play(stage.equipment, script, (outcome, directory) => {
      const { logs, metrics } = outcome
      expect(verdictOf(outcome)).toBe('pass')
      expect(logs.selenium).toContain('I AM bob 0 callers 900 a test chromeLatest')
      expect(logs.selenium).toContain('SECRET undefined')
      expect(logs.selenium).toContain("✔ Testing if element's <#out> inner text equals 'ready'")
      expect(logs.browser).toMatch(/warning careful\n.*exception .*Error: page fault/s)
      expect(Object.keys(metrics)).toContain('machine/cpu/used')
      expect(JSON.parse(logs.rru ?? '')).not.toHaveLength(0)
      expect(readdirSync(directory)).toEqual([])
    })
  })

  test('fails with a failing assertion, its line, and a picture of the page', async () => {
    const script = `client => {
      client.url('${pages.url}')
      client.waitForElementPresent('#total', 300)
      console.log('queued')
    }`
    await play(stage.equipment, script, (outcome, directory) => {
      expect(outcome.seleniumResult).toBe('fail')
      expect(verdictOf(outcome)).toBe(
        '✖ Timed out while waiting for element <#total> to be present for 300 milliseconds. (script line 3)',
      )
      expect(outcome.artifacts.map(({ kind, name }) => [kind, name])).toEqual([
        ['screenshots', 'failure.png'],
      ])
      expect(readdirSync(directory)).toEqual(['screenshots'])
      expect(outcome.metrics['machine/ram/used']).toBeDefined()
    })
  })

  test('is refused in a browser that we do not have, which is no outcome of its script', async () => {
    const refused = play(stage.equipment, 'client => {}', verdictOf, { profile: { browser: 'firefox132' } })
    await expect(refused).rejects.toThrow(
      /^firefox132 cannot be played on this machine: of all browsers only Chrome .* run its test at Loadero$/,
    )
    expect(liveProcessGroups(stage.groups)).toEqual([])
  })

  test('in an endless loop ends soon after its time, with log, picture and measurements', async () => {
    const over = new AbortController()
    const began = path.join(stage.equipment.workRoot, 'began')
    const abortInLoop = async () => {
      await vi.waitUntil(() => existsSync(began), { timeout: 120_000 })
      over.abort()
    }
    const cues = {
      ready: () => Promise.resolve(void abortInLoop()),
      signal: over.signal,
    }
    const script = `client => client.url('${pages.url}')
      .perform(() => { console.log('round'); require('node:fs').writeFileSync('${began}', ''); for (;;); })`
    await play(
      stage.equipment,
      script,
      (outcome) => {
        expect(outcome.seleniumResult).toBe('fail')
        expect(outcome.logs.selenium).toContain('round\n')
        expect(verdictOf(outcome)).toMatch(/^✖ Cut short: .* \(script line 2\)$/)
        expect(outcome.artifacts.map(({ name }) => name)).toEqual(['failure.png'])
        expect(outcome.metrics['machine/cpu/used']).toBeDefined()
        expect(liveProcessGroups(stage.groups)).toEqual([])
      },
      { cues },
    )
  })

  test('is filmed in session-record mode, and says why that is no video', async () => {
    const ended = vi.fn<() => void>()
    const equipment = { ...stage.equipment, env: { ...process.env, FFMPEG_PATH: '/nowhere/ffmpeg' } }
    await play(
      equipment,
      `client => client.url('${pages.url}').pause(2500)`,
      ({ artifacts, logs }, directory) => {
        expect(new Set(artifacts.map(({ kind }) => kind))).toEqual(new Set(['video']))
        const pictures = artifacts.map((artifact) => readFileSync(artifact.path))
        for (const picture of pictures) expect(picture.subarray(0, 3).toString('hex')).toBe('ffd8ff')
        expect(logs.selenium).toContain(
          `[engine] no video, but its ${pictures.length} pictures: there is no ffmpeg`,
        )
        expect(readdirSync(directory)).toEqual(['video'])
        expect(ended).toHaveBeenCalledOnce()
      },
      { mode: 'session-record', cues: { ...atOnce(), onEnded: ended } },
    )
  })

  test('waits until there is a seat, where it may, and says so', async () => {
    const one = await equip({ seats: 1 })
    const told: string[] = []
    const cuesOf = (name: string) => ({
      ...atOnce(),
      queued: () => void told.push(`${name} waits`),
      ready: () => Promise.resolve(void told.push(`${name} is ready`)),
    })
    const playing = ['first', 'second'].map((name, globalNum) =>
      play(one.equipment, 'client => client.pause(300)', ({ logs }) => (told.push(`${name} ends`), logs), {
        globalNum,
        cues: cuesOf(name),
      }),
    )
    const [, logs] = await Promise.all(playing)
    expect(told).toEqual(['second waits', 'first is ready', 'first ends', 'second is ready', 'second ends'])
    expect(logs?.selenium).toContain('[engine] waited for others to end: 1 play at a time on this machine')
    await one.close()
  })

  test('that is stopped while its browser starts leaves nothing', async () => {
    const stop = new AbortController()
    const playing = play(stage.equipment, 'client => client.pause(600000)', verdictOf, {
      cues: atOnce(stop.signal),
    })
    await sleep(150)
    stop.abort()
    expect(await playing).toMatch(/^✖ Cut short/)
    expect(liveProcessGroups(stage.groups)).toEqual([])
  })
})
