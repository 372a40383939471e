import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { run, start } from '../support/command.js'
import { descendantsOf, survivors } from '../support/processes.js'
import { createProject, head, spec } from '../support/project.js'

const missing = noBrowser()
if (missing) console.warn(`Tests with a real browser are skipped: ${missing}`)

/** A site that shows the path of each request. */
async function startSite() {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.setHeader('content-type', 'text/html')
    response.end(`<title>site</title><h1 id="path">${encodeURIComponent(request.url ?? '')}</h1>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits }
}

/** A project whose two participants run the script against a local site. */
async function createVisit(script: string) {
  const site = await startSite()
  const root = await createProject({
    'specs/visit.js': script,
    'specs/site.loadero.ts': `${head}
test('visits', {
  script: script('./visit.js', { vars: { site: '${site.url}' } }),
  participantTimeout: '10m',
  participants: [{ name: 'visitor', browser: 'chromeLatest', count: 2 }],
})
`,
  })
  return { root, site }
}

/** Starts the command, waits for a visit to the site, and returns the descendants of the command. */
async function startVisit(script: string) {
  const { root, site } = await createVisit(script)
  // Files that a killed command leaves are deleted with the project.
  const command = start(root, ['--local'], { TMPDIR: root })
  await expect.poll(() => site.visits.length).toBeGreaterThan(0)
  return { root, command, descendants: descendantsOf(command.pid) }
}

// A failure that no load explains: any other would be errored on a busy machine.
describe.skipIf(missing)('with real browsers on this machine', () => {
  test('a failing line is reported with its number', async () => {
    const { root, command, descendants } = await startVisit(`function visit(client, { site }) {
  client.url(site + '/fine')
  client.assert.textContains('#path', 'fine')
  if (client.globals.participant.id === 1) {
    client.getText('#path', ({ value }) => client.assert.ok(String(value).includes('x'), 'x is missing'))
  }
}
`)
    const { code, stdout } = await command.exited
    expect(stdout).toContain('FAILED visits specs/site.loadero.ts:3')
    expect(stdout).toMatch(/script: .*missing.*\(specs\/visit\.js:5\)/)
    expect(stdout).toContain('1 of 2 participants: visitor #1')
    expect(code).toBe(1)
    const [, screenshot = ''] =
      /\[\[ATTACHMENT\|(.*\.png)\]\]/.exec(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')) ?? []
    expect((await readFile(join(root, '.loadero', screenshot))).subarray(1, 4).toString()).toBe('PNG')
    expect(survivors(descendants)).toEqual([])
  })

  test('commands that did nothing are a warning in reports', async () => {
    const { root } = await createVisit(`(client, { site }) => {
  client.updateNetwork('20packet').url(site).assert.titleEquals('site')
  client.keys('a')
  if (client.globals.participant.id === 1) client.execute('throw new Error("mine")')
}
`)
    const { code, stdout } = await run(root, ['--local'])
    const warning =
      /2 commands failed without failing the script, in 2 of 2 participants: keys: .*\(specs\/visit\.js:3\); execute: javascript error: mine \(specs\/visit\.js:4\)/
    expect(stdout).toMatch(new RegExp(`^WARNING visits: ${warning.source}$`, 'm'))
    expect(stdout).toContain('visits: The packet loss of network 20packet affects only WebRTC')
    expect(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')).toMatch(/warning: 2 commands failed/)
    expect(code).toBe(0)
  })

  test('a failing line of a helper names its file', async () => {
    const { root, site } = await createVisit('client => client.end()')
    await mkdir(join(root, 'specs/lib'))
    await writeFile(
      join(root, 'specs/lib/check.ts'),
      "import type { Client } from 'loadero-test/script'\n\nexport const check = (client: Client): void => {\n  client.getText('#path', ({ value }) => client.assert.ok(String(value).includes('x'), 'x is missing'))\n}\n",
    )
    await writeFile(
      join(root, 'specs/visit.ts'),
      "import { defineScript } from 'loadero-test/script'\nimport { check } from './lib/check'\n\nexport default defineScript<{ site: string }>(async (client, { site }) => {\n  await client.url(site)\n  check(client)\n})\n",
    )
    await writeFile(
      join(root, 'specs/site.loadero.ts'),
      spec('visits').replace("'./script.js'", `'./visit.ts', { vars: { site: '${site.url}' } }`),
    )
    const { code, stdout } = await run(root, ['--local'])
    expect(stdout).toMatch(/script: .*missing.*\(specs\/lib\/check\.ts:4\)/)
    expect(code).toBe(1)
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s kills the browsers, writes reports and ends with %i', async (signal, expected) => {
    const { root, command, descendants } = await startVisit(`function visit(client, { site }) {
  client.url(site + '/long')
  client.pause(600000)
}
`)
    command.kill(signal)
    const { code, stdout } = await command.exited
    expect(stdout).toMatch(/the session was interrupted; run 1 was stopped/)
    expect(code).toBe(expected)
    await access(join(root, '.loadero', 'junit.xml'))
    expect(survivors(descendants)).toEqual([])
  })

  test('a killed command leaves no browser or driver', async () => {
    const { command, descendants } = await startVisit(
      'function visit(client, { site }) { client.url(site).pause(600000) }',
    )
    command.kill('SIGKILL')
    await command.exited
    await expect.poll(() => survivors(descendants)).toEqual([])
  })

  test('a browser that no local run supports is refused', async () => {
    const { root } = await createVisit('client => client.end()')
    await writeFile(
      join(root, 'specs/site.loadero.ts'),
      spec('visits').replace('./script.js', './visit.js').replace('chromeLatest', 'firefoxLatest'),
    )
    const { code, stdout } = await run(root, ['--local'])
    expect(stdout).toContain(
      "'visits' has a participant with firefoxLatest, which local runs do not support: Firefox lets no tool",
    )
    expect(code).toBe(2)
  })
})
