import { EventEmitter } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, inject, onTestFinished, test } from 'vitest'
import { start } from '../../packages/cli/src/start.js'
import { catchInterrupts } from '../../packages/cli/src/terminal/interrupts.js'
import { createProject, head, spec } from '../support/project.js'

const specModule = inject('specModule')

/** Runs the command in this process, with a fake keyboard. */
function watchProject(root: string) {
  const input = Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: false,
    setEncoding: () => {},
    resume: () => {},
    pause: () => {},
    setRawMode(on: boolean) {
      input.isRaw = on
    },
  })
  const signals = new EventEmitter()
  let output = ''
  const stream = { write: (text: string) => void (output += stripVTControlCharacters(text)) }
  const process = Object.assign(signals, {
    argv: ['node', 'loadero-test', '--simulate', 'scenario.json', '--watch'],
    env: {},
    cwd: () => root,
    stdout: stream,
    stderr: stream,
    stdin: input,
    pid: 0,
    kill: (_: number, signal: string) => signals.emit(signal),
    exit: () => {},
  })
  const interrupts = catchInterrupts(process as never)
  const code = start({ process: process as never, version: '0.0.0', specModule, interrupts })
  onTestFinished(async () => {
    signals.emit('SIGTERM')
    await code
  })
  let seen = 0
  return {
    code,
    input,
    press: (key: string) => void input.emit('data', key),
    /** Waits for the text and returns the output up to it since the last call. */
    waitForOutput: async (expected: string) => {
      await expect.poll(() => output.slice(seen)).toContain(expected)
      const until = output.indexOf(expected, seen) + expected.length
      const recent = output.slice(seen, until)
      seen = until
      return recent
    },
  }
}

function project() {
  return createProject({
    'specs/a.loadero.ts': `import { name } from './lib/name.js'\n${spec('alpha').replace("'visitor'", 'name')}`,
    'specs/lib/name.ts': "export const name: string = 'ann'",
    'specs/b.loadero.ts': `${head}test('beta', { script: script('./b.ts'), participants: [{ name: 'bob', browser: 'chromeLatest' }] })`,
    'specs/b.ts': "import { url } from './lib/url'\nexport default (client) => client.url(url)",
    'specs/lib/url.ts': "export const url = 'about:blank'",
    'loadero.config.js': 'export default {}',
    'scenario.json': { participants: [{ test: 'beta', result: 'fail' }] },
  })
}

test('a change runs only the affected tests again', async () => {
  const root = await project()
  const { waitForOutput, press, code, input } = watchProject(root)
  expect(await waitForOutput('Watching')).toContain('1 failed, 1 passed of 2')
  expect(input.isRaw).toBe(true)

  await writeFile(join(root, 'specs/lib/name.ts'), "export const name: string = 'eve'")
  const imported = await waitForOutput('Watching')
  expect(imported).toContain('Run again: specs/a.loadero.ts\n')
  expect(imported).not.toContain('beta')

  await writeFile(join(root, 'specs/lib/url.ts'), "export const url = 'about:srcdoc'")
  const bundled = await waitForOutput('Watching')
  expect(bundled).toContain('Run again: specs/b.loadero.ts\n')
  expect(bundled).toMatch(/✗ beta/)

  await writeFile(join(root, 'specs/c.loadero.ts'), spec('gamma'))
  expect(await waitForOutput('Watching')).toContain('✓ gamma')
  await rm(join(root, 'specs/c.loadero.ts'))

  press('f')
  expect(await waitForOutput('Watching')).toContain('1 failed of 1')
  press('p')
  press('a.load\r')
  expect(await waitForOutput('Watching a.load')).toContain('1 passed of 1')
  press('a')
  expect(await waitForOutput('Watching')).toContain('1 failed, 1 passed of 2')
  press('q')
  await waitForOutput('Exit 1: 1 test failed')
  expect(await code).toBe(1)
  expect(input.isRaw).toBe(false)
  expect(input.listenerCount('data')).toBe(0)
})

test('a broken spec is reported and runs once fixed', async () => {
  const root = await project()
  const { waitForOutput, press, code } = watchProject(root)
  await waitForOutput('Watching')
  await writeFile(join(root, 'specs/a.loadero.ts'), `import './gone.js'\n${spec('alpha')}`)
  expect(await waitForOutput('Watching')).toContain('specs/a.loadero.ts')
  await writeFile(join(root, 'specs/gone.ts'), 'export {}')
  expect(await waitForOutput('Watching')).toContain('✓ alpha')
  await writeFile(join(root, 'loadero.config.js'), 'export default { concurrency: 1 }')
  await waitForOutput('loadero.config.js has changed. Quit and start again')
  press('\x03')
  await waitForOutput('Exit 130: interrupted')
  expect(await code).toBe(130)
})
