import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type CommandResult, run, start } from '../support/command.js'
import { createProject, head } from '../support/project.js'
import { noSelenium, type Selenium, startHub, startSelenium } from '../support/selenium.js'
import { noOpenssl, startTlsProxy } from '../support/tls-proxy.js'

const missing = noSelenium()
if (missing) console.warn(`Tests with a Selenium server are skipped: ${missing}`)

/** A page that calls itself, shows a file from its input and offers a download. */
const page = `<!doctype html><title>site</title>
<input id="file" type="file"><p id="content"></p><a id="download" href="/report">report</a><p id="call"></p>
<script type="module">
document.querySelector('#file').onchange = async ({ target }) => {
  document.querySelector('#content').textContent = await target.files[0].text()
}
const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()]
a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate)
b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate)
const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
for (const track of camera.getTracks()) a.addTrack(track, camera)
await a.setLocalDescription()
await b.setRemoteDescription(a.localDescription)
await b.setLocalDescription()
await a.setRemoteDescription(b.localDescription)
b.onconnectionstatechange = () => { document.querySelector('#call').textContent = b.connectionState }
</script>`

async function startSite() {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    if (request.url === '/report') {
      response.setHeader('content-disposition', 'attachment; filename="report.txt"').end('a report')
    } else response.setHeader('content-type', 'text/html').end(page)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits }
}

/** A project whose participant runs the script against a local site. */
async function createVisit(script: string, options = '') {
  const site = await startSite()
  const root = await createProject({
    'letter.txt': 'a letter',
    'specs/visit.js': script,
    'specs/site.loadero.ts': `${head}
test('visits', {
  script: script('./visit.js', { vars: { site: '${site.url}' } }),
  participantTimeout: '10m',
  participants: [{ name: 'visitor', browser: 'chromeLatest', network: '4g', videoFeed: '240p', audioFeed: 'dtmf' }],
  ${options}
})
`,
  })
  return { root, site }
}

describe.skipIf(missing)('on a Selenium Grid', () => {
  let grid: Selenium
  beforeAll(async () => {
    grid = await startSelenium()
  })
  afterAll(() => grid.stop())

  const gridRun = (root: string, url = grid.url) => run(root, ['--local'], { LOADERO_GRID: url })
  const outputOf = ({ stdout, stderr }: CommandResult) => stdout + stderr

  test('runs and measures a participant, and leaves no session', async () => {
    const { root } = await createVisit(
      `async function visit(client, { site }) {
  await client.url(site)
  await client.setFile('#file', 'letter.txt')
  await client.assert.textEquals({ selector: '#content', timeout: 120000 }, 'a letter')
  await client.click('#download')
  await client.waitForDownloadFinished('report.txt', 120000)
  await client.assert.textEquals({ selector: '#call', timeout: 120000 }, 'connected')
  await client.pause(3000)
  if (typeof process.env.LOADERO_GRID === 'string') throw new Error('the script sees the credentials')
  console.log('REACHES', JSON.stringify(client.options.webdriver), JSON.stringify(client.capabilities))
  client.assert.ok(false)
}
`,
      `asserts: [
    metric('webrtc/video/packets/in/total').atLeast(1),
    metric('webrtc/video/frameWidth/in/max').equals(426),
    metric('webrtc/audio/level/out/max').atLeast(0.1),
    metric('machine/cpu/used/max').atLeast(0.1),
  ],
  expects: [metric('machine/ram/used/max').max().atMost(1)],`,
    )
    const ended = await gridRun(root)
    expect(ended.stdout).toContain('browsers of the grid at http://127.0.0.1:')
    expect(ended.stdout).toContain('Runs 2 participants at a time')
    // Only the last line of the script failed.
    expect(ended.stdout).toContain('(specs/visit.js:11)')
    expect(ended.stdout).not.toMatch(/webrtc\/|feed .* is not available/)
    expect(ended.stdout).not.toContain('machine/cpu')
    expect(ended.code).toBe(1)
    const files = await attachments(root)
    expect(await readFile(file(files, 'report.txt'), 'utf8')).toBe('a report')
    const log = await readFile(file(files, 'script.log'), 'utf8')
    expect(log).toContain('REACHES')
    expect(log).toMatch(
      /^\[engine\] machine (sufficient|overloaded): over 90 % busy( or late to answer)? in /m,
    )
    expect(log + outputOf(ended)).not.toContain(grid.password)
    expect(await grid.sessions()).toBe(0)
  })

  test.skipIf(noOpenssl())('is reached over TLS, with its certificate alone', async () => {
    const proxy = await startTlsProxy(grid.url)
    onTestFinished(() => proxy.stop())
    const { root } = await createVisit('(client, { site }) => client.url(site).assert.titleEquals("site")')
    const capabilities = JSON.stringify({ 'goog:chromeOptions': { args: ['--lang=de'] } })
    const visit = (more: object) =>
      run(root, ['--local', '--grid-capabilities', capabilities], { LOADERO_GRID: proxy.url, ...more })
    const trusted = await visit({ NODE_EXTRA_CA_CERTS: proxy.certificateFile })
    expect(trusted.code).toBe(0)
    const untrusted = await visit({})
    expect(untrusted.stdout).toContain('Set NODE_EXTRA_CA_CERTS to the file with the certificate')
    expect(untrusted.code).toBe(2)
    expect(outputOf(trusted) + outputOf(untrusted)).not.toContain(grid.password)
  })

  test('an interrupt ends the session of the browser', async () => {
    const { root, site } = await createVisit(
      'function visit(client, { site }) { client.url(site).pause(600000) }',
    )
    const command = start(root, ['--local'], { LOADERO_GRID: grid.url })
    await expect.poll(() => site.visits.length).toBeGreaterThan(0)
    command.kill('SIGINT')
    const { code, stdout } = await command.exited
    expect(stdout).toMatch(/the session was interrupted; run 1 was stopped/)
    expect(code).toBe(130)
    expect(await grid.sessions()).toBe(0)
  })

  test('a refusal is reported without the credentials', async () => {
    const { root } = await createVisit('client => client.end()')
    const ended = await gridRun(root, grid.url.replace(grid.password, 'guess-guess'))
    expect(ended.stdout).toMatch(
      /the grid at http:\/\/127\.0\.0\.1:\d+\/ refuses the credentials \(HTTP 401\)/,
    )
    expect(outputOf(ended)).not.toContain('guess')
    expect(ended.code).toBe(2)
  })
})

test.skipIf(missing)('a node that is killed aborts its participant alone', async () => {
  const hub = await startHub(2)
  onTestFinished(() => hub.stop())
  let isOpen = false
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    if (request.url === '/open') response.writeHead(isOpen ? 200 : 404).end()
    else
      response.setHeader('content-type', 'text/html')
        .end(`<!doctype html><title>site</title><p id="go" hidden>go</p><script>
setInterval(async () => { if ((await fetch('/open')).ok) document.querySelector('#go').hidden = false }, 200)
</script>`)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const root = await createProject({
    'specs/visit.js': '(client, { site }) => client.url(site).waitForElementVisible("#go", 120000)',
    'specs/site.loadero.ts': `${head}
test('visits', {
  script: script('./visit.js', { vars: { site: 'http://127.0.0.1:${(server.address() as AddressInfo).port}' } }),
  participantTimeout: '10m',
  participants: [{ name: 'visitor', browser: 'chromeLatest', count: 2 }],
})
`,
  })
  const command = start(root, ['--local'], { LOADERO_GRID: hub.url })
  await expect.poll(() => visits.filter((url) => url === '/').length, { timeout: 120_000 }).toBe(2)
  await hub.killNode()
  isOpen = true
  const { code, stdout } = await command.exited
  expect(stdout).toContain('Participants  1 passed of 2')
  expect(stdout).toContain('the result is aborted, neither pass nor fail')
  expect(stdout).toMatch(/1 of 2 participants: visitor #[01]/)
  expect(code).toBe(75)
  const log = await readFile(file(await attachments(root), 'script.log'), 'utf8')
  expect(log).toContain('→ url(')
  expect(log).toMatch(/^✖ the grid at .* has lost the browser: /m)
})

async function attachments(root: string) {
  const xml = await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')
  return Array.from(xml.matchAll(/\[\[ATTACHMENT\|(.*)\]\]/g), ([, path = '']) =>
    join(root, '.loadero', path),
  )
}

function file(files: readonly string[], part: string) {
  const found = files.find((path) => path.includes(part))
  if (found === undefined) throw new Error(`no ${part} among ${files.join(', ')}`)
  return found
}
