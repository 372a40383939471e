import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startShopApp } from '../../fixtures/apps/shop/server.mjs'
import { noBrowser } from '../support/browser.js'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const missing = noBrowser()
if (missing) console.warn(`Tests with a real browser are skipped: ${missing}`)

const knee = 3

/** The shop, behind a server that is overloaded by more visitors of one run than `knee`. */
async function startLimitedShop() {
  const shop = await startShopApp()
  const visitorsOfRun = new Map<string, number>()
  const front = createServer((incoming, response) => {
    const { searchParams, pathname } = new URL(incoming.url ?? '/', shop.url)
    const runId = searchParams.get('run')
    if (runId !== null) {
      const visitors = (visitorsOfRun.get(runId) ?? 0) + 1
      visitorsOfRun.set(runId, visitors)
      if (visitors > knee) {
        response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>The shop is overloaded</h1>')
        return
      }
    }
    request(new URL(pathname, shop.url), { headers: incoming.headers, method: incoming.method }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    }).end()
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    front.closeAllConnections()
    front.close()
    await shop.close()
  })
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`
}

interface Found {
  readonly limitedBy: string
  readonly held: { readonly participants: number }
  readonly broke: { readonly participants: number; readonly reasons: readonly string[] }
  readonly runs: readonly { readonly participants: number }[]
}

describe.skipIf(missing)('the capacity of an app in real browsers', () => {
  test.each(['browser', 'context'])(
    'is the number of visitors that its pages hold, with isolation %s',
    async (isolation) => {
      const url = await startLimitedShop()
      const root = await createProject({
        'specs/visit.js': `client => {
        client.url('${url}/?run=' + client.globals.run.id)
        client.waitForElementVisible('h1', 120000)
        client.assert.not.textContains('h1', 'overloaded')
      }`,
        'specs/shop.loadero.ts': `import { script, successRate, test } from 'loadero-test'
        test('shop', {
          script: script('./visit.js'),
          participantTimeout: '10m',
          participants: [{ name: 'visitor', browser: 'chromeLatest', count: 1 }],
          expects: [successRate().atLeast(1)],
        })`,
      })
      const options = ['--isolation', isolation, '--max-participants', '8', '--format', 'json']
      const args = ['capacity', 'shop', '--local', ...options]
      const { stdout, stderr, code } = await run(root, args)
      const found = JSON.parse(stdout) as Found
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(found.held.participants).toBeLessThanOrEqual(knee)
      // On a machine that is overloaded itself, the answer is never the app's limit.
      const isOfMachine = found.limitedBy === 'machine'
      expect(found).toSatisfy(
        ({ limitedBy, held, broke }: Found) =>
          isOfMachine ||
          (limitedBy === 'app' && held.participants === knee && broke.participants === knee + 1),
      )
      expect(found.runs.length).toBeLessThanOrEqual(Math.log2(8) + 3)
    },
  )
})
