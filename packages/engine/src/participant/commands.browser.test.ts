import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestContext, hasBrowser, runScript, verdictOf } from '../../test/engine-context.js'
import { type PageServer, servePages } from '../../test/page-server.js'
import { startMailServer } from '../mail/mail-server.js'
import { createMailRouter } from '../mail/mailbox.js'

describe.skipIf(!hasBrowser())("Loadero's commands", () => {
  let pages: PageServer
  let engine: Awaited<ReturnType<typeof createTestContext>>
  const own = mkdtempSync(path.join(tmpdir(), 'loadero-test-'))
  beforeAll(async () => {
    pages = await servePages()
    engine = await createTestContext()
  })
  afterAll(async () => {
    pages.close()
    await engine.close()
    rmSync(own, { recursive: true })
  })

  test('set and reset request headers', async () => {
    const script = `client => {
      const show = (what) => client.url('${pages.url}/headers').getText('body', ({ value }) => {
        const headers = JSON.parse(value)
        console.log(what, headers['x-who'], headers['user-agent'])
      })
      client.setRequestHeader('X-Who', 'bob').setUserAgent('Bobs/1.0')
      show('SET')
      client.setRequestHeader('X-Who', null).setUserAgent(null)
      show('RESET')
    }`
    await runScript(engine.context, script, (output) => {
      const { logs } = output
      expect(verdictOf(output)).toBe('pass')
      expect(logs.selenium).toContain('SET bob Bobs/1.0')
      expect(logs.selenium).toMatch(/RESET undefined Mozilla\/5\.0 .* Chrome\/\d/)
      expect(logs.selenium).not.toContain('Headless')
    })
  })

  test('save downloads and screenshots with safe names', async () => {
    const script = `client => client.url('${pages.url}')
      .click('#download').waitForDownloadFinished('report.txt', 120000)
      .takeScreenshot('a/b:c.png').takeScreenshot('a/b:c.png')`
    await runScript(engine.context, script, (output) => {
      const { artifacts } = output
      expect(verdictOf(output)).toBe('pass')
      expect(artifacts.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
        'downloads/report.txt',
        'screenshots/a_b_c.png',
        'screenshots/a_b_c-2.png',
      ])
      const [report, picture] = artifacts.map((artifact) => readFileSync(artifact.path))
      expect(report?.toString()).toBe('a report')
      expect(picture?.subarray(1, 4).toString()).toBe('PNG')
    })
  })

  test('set files, save pages and accept alerts', async () => {
    const file = path.join(own, 'sample.txt')
    writeFileSync(file, 'sample')
    const script = `client => client.url('${pages.url}')
      .setFile('#file', ${JSON.stringify(file)}).saveSnapshot('${own}/page.html')
      .execute('return document.querySelector("#file").files[0].name', [], ({ value }) => console.log('FILE', value))
      .click('#alert').pause(1000).ignoreAlert().ignoreAlert()
      .assert.textEquals('#out', 'ready')`
    await runScript(engine.context, script, (output) => {
      const { logs } = output
      expect(verdictOf(output)).toBe('pass')
      expect(logs.selenium).toContain('FILE sample.txt')
      // Uses jsdom, which is loaded when it is needed.
      expect(readFileSync(path.join(own, 'page.html'), 'utf8')).toContain(`<base href="${pages.url}">`)
    })
  })

  test('handle many downloads and an open alert', async () => {
    const script = `client => client.url('${pages.url}')
      .execute(() => {
        for (const file of ['/endless', ...Array(8).fill('/report')])
          document.body.append(Object.assign(document.createElement('iframe'), { src: file }))
      })
      .waitForDownloadFinished('report.txt', 120000).pause(1000)
      .execute(() => void setTimeout(() => alert('unanswered'))).pause(200)`
    await runScript(engine.context, script, (output, directory) => {
      expect(verdictOf(output)).toBe('pass')
      expect(output.artifacts.map(({ name }) => name)).toEqual([
        'report.txt',
        ...[2, 3, 4, 5, 6, 7, 8].map((number) => `report-${number}.txt`),
      ])
      expect(readdirSync(directory)).toEqual(['downloads'])
    })
  })

  test('limit the network and remove the limit', async () => {
    const script = `client => {
      const load = (what, times) => client.executeAsync(async (times, done) => {
        let fastest = Infinity
        for (let n = 0; n < times; n++) {
          const start = performance.now()
          await (await fetch('/bytes')).arrayBuffer()
          fastest = Math.min(fastest, performance.now() - start)
        }
        done(fastest)
      }, [times], ({ value }) => console.log(what, Math.round(value)))
      client.url('${pages.url}')
      client.updateNetwork('3g'); load('3G', 1)
      client.updateNetwork('custom', { rate_down: '4mbps', latency_up: '10ms' }); load('CUSTOM', 3)
      client.updateNetwork('default'); load('DEFAULT', 3)
    }`
    await runScript(engine.context, script, (output) => {
      const { logs, metrics } = output
      expect(verdictOf(output)).toBe('pass')
      const took = (what: string) =>
        Number(new RegExp(`^${what} (\\d+)$`, 'm').exec(logs.selenium ?? '')?.[1])
      expect(took('3G')).toBeGreaterThan(600)
      expect(took('CUSTOM')).toBeGreaterThan(150)
      expect(took('CUSTOM')).toBeLessThan(took('3G'))
      expect(took('DEFAULT')).toBeLessThan(took('3G'))
      const received = metrics['machine/network/bytes/in']
      const bytes = received && 'samples' in received ? received.samples : []
      const total = bytes.reduce((sum, each) => sum + each, 0)
      expect(total).toBeGreaterThan(700_000)
      expect(total).toBeLessThan(723_000)
    })
  })

  test('measure blocks and enforce their timeouts', async () => {
    const script = `client => client.url('${pages.url}')
      .timeExecution('load', () => { client.url('${pages.url}').pause(100) })
      .timeExecution('with-done', (done) => { setTimeout(done, 50) })
      .performTimed(() => { client.pause(10) }, 120000)
      .timeExecution('late', () => { client.pause(2000) }, 100)`
    await runScript(engine.context, script, ({ seleniumResult, logs, timecards }) => {
      expect(seleniumResult).toBe('fail')
      expect(logs.selenium).toMatch(/✖ .*'late' took longer than 100 ms \(script line 5\)\n$/)
      expect(timecards.map(({ name }) => name)).toEqual(['load', 'with-done'])
      expect(timecards.map(({ start, end }) => end - start)[0]).toBeGreaterThanOrEqual(100)
    })
  })

  test('receive mail of the app', async () => {
    const mail = await startMailServer(0)
    const context = { ...engine.context, mailRouter: mail.router }
    const script = `client => {
      client.genEmail('guest', (address) => {
        client.url('${pages.url}/send?smtp=${mail.url}&to=' + address).assert.textEquals('body', 'sent')
        client.receiveEmail(address, ([message]) => {
          console.log('MAIL', message.to === address, message.from, message.subject, message['text/plain'].trim(), message['text/html'].trim())
          client.assert.equal(message.headers.subject, 'Your code')
        })
      })
      client.perform(() => console.log('AFTER'))
    }`
    await runScript(context, script, (output) => {
      expect(verdictOf(output)).toBe('pass')
      expect(output.logs.selenium).toMatch(
        /^MAIL true Shop <shop@example\.com> Your code It is 4711\. <b>4711<\/b>\n[^]*^AFTER$/m,
      )
      const [address = ''] = /guest-\w+@mail\.test/.exec(output.logs.selenium ?? '') ?? []
      expect(address).not.toBe('')
      expect(mail.router.accepts(address)).toBe(false)
    })
    await mail.close()
  })

  test('fail on the line without mail', async () => {
    const context = { ...engine.context, mailRouter: createMailRouter(200) }
    const script = `client => {
      client.genEmail('guest', (address) => {
        client.receiveEmail(address, () => console.log('NEVER'))
      })
    }`
    await runScript(context, script, (output) => {
      expect(verdictOf(output)).toMatch(/no message to guest-.* arrived within 0\.2 s \(script line 3\)$/)
      expect(output.logs.selenium).not.toContain('NEVER')
    })
  })

  test.each([
    ["genEmail('bob', () => {})", 'there are no mailboxes: set --mail-port'],
    ["setFile('#file', '/no/such/file')", 'there is no file /no/such/file on this machine'],
  ])('explain why they fail: %s', async (call, reason) => {
    const script = `client => {\n client.url('${pages.url}')\n client.${call}\n}`
    await runScript(engine.context, script, ({ seleniumResult, logs }) => {
      expect(seleniumResult).toBe('fail')
      const lastLine = logs.selenium?.trimEnd().split('\n').at(-1)
      expect(lastLine).toContain(reason)
      expect(lastLine).toContain('(script line 3)')
    })
  })
})
