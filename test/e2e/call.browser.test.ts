import { readFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startApps } from '../../fixtures/apps/start.mjs'
import { noBrowser } from '../support/browser.js'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const missing = noBrowser()
if (missing) console.warn(`Tests with a real browser are skipped: ${missing}`)

const script = new URL('../../fixtures/projects/call/specs/call.js', import.meta.url)

/** A project whose three callers meet in one room, each held to what it gets of the two others. */
async function createCall(url: string, asserts: readonly string[]) {
  return createProject({
    'specs/call.js': await readFile(script, 'utf8'),
    'specs/call.loadero.ts': `import { metric, script, test } from 'loadero-test'
test('three people talk', {
  script: script('./call.js', { vars: { url: '${url}', room: 'three' } }),
  incrementStrategy: 'linear_group',
  participantTimeout: '10m',
  groups: [{ name: 'room', participants: ['ann', 'bob', 'cy'].map((name) => ({ name, browser: 'chromeLatest' })) }],
  asserts: [${asserts.join(', ')}],
})
`,
  })
}

describe.skipIf(missing)('a call on this machine', () => {
  test('gives each of three participants two streams', async () => {
    const apps = await startApps()
    onTestFinished(() => apps.close())
    const root = await createCall(apps.env.CALL_URL, [
      `metric('webrtc/audio/connections/in').equals(2)`,
      `metric('webrtc/video/connections/out').equals(2)`,
      `metric('webrtc/audio/bitrate/in/avg').greaterThan(1)`,
      `metric('webrtc/audio/codec/in').equals('opus')`,
      `metric('webrtc/video/connections/in').equals(3)`,
    ])
    const { code, stdout } = await run(root, ['--local'])
    expect(new Set(stdout.match(/webrtc\/[\w/]+/g))).toEqual(new Set(['webrtc/video/connections/in']))
    expect(stdout).toMatch(/is 2, it must be 3|= 3 \(got 2\)/)
    // Three videos can overload a small machine; then the failure is inconclusive.
    expect([1, 75]).toContain(code)
  })
})
