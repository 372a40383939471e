import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { createHooks, hasBrowser, createJob, isolations } from '../test/engine-context.js'
import { createBrowserEngine } from './engine.js'
import { liveProcessGroups } from './process/process-groups.js'

const waitOptions = { timeout: 120_000 }

describe.skipIf(!hasBrowser())('the engine', () => {
  test('ends running participants when it is closed', async () => {
    const engine = await createBrowserEngine({ env: process.env, mailPort: 0 })
    expect(engine.mailUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/)
    expect(engine.resolveBrowser('chromeLatest')).toMatch(/^chrome\d+$/)
    expect(engine.capacity).toBeGreaterThanOrEqual(1)
    expect(engine.resolveBrowser('firefoxLatest')).toBe('firefoxLatest')

    const directory = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
    const hooks = createHooks()
    const onReady = vi.spyOn(hooks, 'onReady')
    const output = engine.execute(createJob('client => client.pause(600000)', directory), hooks)
    await vi.waitUntil(() => onReady.mock.calls.length > 0, waitOptions)
    await engine.close()
    await engine.close()
    expect((await output).seleniumResult).toBe('fail')
    expect(readdirSync(directory)).toEqual(['screenshots'])
    rmSync(directory, { recursive: true })
  })

  test.each(isolations)(
    'with isolation $isolation leaves nothing when its process is killed',
    async ({ isolation }) => {
      const temporary = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
      const script = fileURLToPath(new URL('../test/parent-to-kill.mjs', import.meta.url))
      const parent = spawn(process.execPath, [script, isolation], {
        env: { ...process.env, TMPDIR: temporary },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const groups: number[] = []
      for await (const line of createInterface(parent.stdout)) {
        if (line === 'ready') break
        groups.push(Number(line))
      }
      expect(liveProcessGroups(groups)).toHaveLength(3)
      const dead = once(parent, 'exit')
      parent.kill('SIGKILL')
      await dead
      await vi.waitUntil(() => liveProcessGroups(groups).length === 0, waitOptions)
      await vi.waitUntil(() => readdirSync(temporary).every((name) => !name.startsWith('lt-')), waitOptions)
      rmSync(temporary, { recursive: true })
    },
  )
})
