import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect, onTestFinished, test } from 'vitest'
import type { Summary } from '../../model/session.js'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { annotationsOf } from './annotations.js'
import { githubReporter } from './github.js'
import { githubSummary } from './job-summary.js'
import { elementsOf } from '../../../test/html-elements.js'
import { hostileSummary, hugeText } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'

function failed(count: number) {
  return Array.from({ length: count }, (_, index) =>
    aTestResult({ ...sessions['failed-by-assert'].tests[0], test: aTest(`shop > ${index}`) }),
  )
}

test('writes at most ten annotations, the tenth counting the rest', () => {
  const all = Object.entries<Summary>(sessions).map(([name, summary]) => [name, ...annotationsOf(summary)])
  expect(all.flat().join('\n')).toMatchInlineSnapshot(`
    "passed
    failed-by-script
    ::error file=specs/buy.js,line=12,title=failed%3A shop > negotiates::script: Timed out while waiting for element <#buy> (specs/buy.js:12)%0A1 of 4 participants: buyer #3
    failed-by-assert
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::assert: webrtc/audio/rtt/avg is up to 123 ms, the limit is < 120 ms (3 ms above)%0A1 of 4 participants: buyer #3
    failed-by-expectation
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::expectation: 95th percentile of webrtc/audio/rtt/avg is 121.35 ms, the limit is < 120 ms (1.35 ms above)
    failed-by-missing-metric
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::expectation: 95th percentile of webrtc/audio/rtt/avg has no value from 4 of 4 participants, the limit is < 120 ms
    errored
    ::error title=loadero-test::GET projects/5/: 502 Try again later.
    ::error file=specs/shop.loadero.ts,line=7,title=errored%3A shop > buys::run 34 ended as server-error: the service could not carry it out; running it again may help
    interrupted
    ::error file=specs/shop.loadero.ts,line=7,title=interrupted%3A shop > buys::run 34 was stopped, because the session was interrupted
    flaky
    ::error file=specs/buy.js,line=12,title=failed%3A shop > negotiates::script: Timed out while waiting for element <#buy> (specs/buy.js:12)%0A1 of 4 participants: buyer #3
    ::warning file=specs/shop.loadero.ts,line=7,title=flaky%3A shop > buys::passed at attempt 2%0Aattempt 1 errored: run 33 ended as server-error: the service could not carry it out; running it again may help
    skipped
    empty
    broken
    ::error file=specs/call.loadero.ts,line=4,title=syntax-error::syntax error: Unexpected token"
  `)
  expect(annotationsOf(aSummary({ tests: failed(10) }))).toHaveLength(10)
  const eleven = annotationsOf(aSummary({ tests: failed(11) }))
  expect(eleven).toHaveLength(10)
  expect(eleven.at(-1)).toMatchInlineSnapshot(
    `"::error title=loadero-test::and 2 more problems: see the summary of the job"`,
  )
})

test('hostile texts cannot change the structure of an annotation', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      for (const command of annotationsOf(summary)) {
        expect(command).toMatch(/^::(error|warning) (file=[^:,]*,line=[^:,]*,)?title=[^:,]*::[^\n\r]*$/)
        expect(command.length).toBeLessThan(20_000)
      }
    }),
    { numRuns: 100 },
  )
})

const allowed = [
  'sub',
  'h2',
  'h3',
  'p',
  'ul',
  'li',
  'br',
  'code',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]

test.each(Object.entries<Summary>(sessions))('job summary of the session %s', (_, summary) => {
  expect(githubSummary(summary)).toMatchSnapshot()
})

test('hostile texts cannot add elements to the job summary', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const html = micromark(githubSummary(summary), {
        allowDangerousHtml: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      })
      const elements = elementsOf(html)
      expect(elements.filter(({ name }) => !allowed.includes(name))).toEqual([])
      const gates = summary.tests.flatMap(({ checks }) =>
        checks.filter(({ measure }) => measure !== undefined),
      )
      const rowsOf = (count: number) => (count === 0 ? 0 : count + 1)
      expect(elements.filter(({ name }) => name === 'tr')).toHaveLength(
        rowsOf(summary.tests.length) + rowsOf(gates.length),
      )
    }),
    { numRuns: 100 },
  )
})

test('places in the job summary are those of the repository', () => {
  const sourcePath = (file: string) => `packages/load/${file}`
  const details = ['at checkRtt specs/shop.loadero.ts:9:5']
  const reasons = [{ kind: 'verify', message: 'not 4', details, participants: [], evidence: [] }] as const
  const tests = [aTestResult({ verdict: 'failed', reasons })]
  const text = githubSummary(aSummary({ tests }), { sourcePath }).replaceAll('\\', '')
  expect(text).toContain('<code>packages/load/specs/shop.loadero.ts:7</code>')
  expect(text).toContain('at checkRtt packages/load/specs/shop.loadero.ts:9:5')
})

test('cuts an oversized summary and names the full report', () => {
  const tests = failed(5_000).map((result) => ({
    ...result,
    reasons: Array(9).fill(result.reasons[0]) as typeof result.reasons,
  }))
  const text = githubSummary(aSummary({ tests }), { fullReport: '.loadero/report.html' })
  expect(Buffer.byteLength(text)).toBeLessThan(910_000)
  expect(text.split('\n').slice(-3).join('\n')).toMatchInlineSnapshot(`
    "
    14262 more lines left out, because GitHub limits the size of a summary. The full report is in \\.loadero\\/report\\.html.
    "
  `)
  const huge = githubSummary(aSummary({ tests: [aTestResult({ test: aTest(hugeText) })] }))
  expect(Buffer.byteLength(huge)).toBeLessThan(20_000)
})

test('appends the summary to that of other steps', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'github-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const summaryFile = join(directory, 'summary.md')
  await writeFile(summaryFile, '# built\n')
  const lines: string[] = []
  const reporter = githubReporter({ write: (text) => void lines.push(text), summaryFile })
  await reporter.onEnd?.(sessions['failed-by-script'])
  expect(await readFile(summaryFile, 'utf8')).toBe(`# built\n${githubSummary(sessions['failed-by-script'])}`)
  expect(lines).toEqual(annotationsOf(sessions['failed-by-script']).map((line) => `${line}\n`))
})

test('one cause of several tests is one annotation', () => {
  const errored = (id: string, message: string, kind: 'session' | 'run' = 'session') =>
    aTestResult({
      test: aTest(id),
      verdict: 'errored',
      reasons: [{ kind, message, participants: [], evidence: [] }],
    })
  const refused = ['a', 'b', 'c'].map((id) => errored(id, 'the token was refused (401)'))
  const error = { kind: 'refused', message: 'the token was refused (401)' } as const
  expect(annotationsOf(aSummary({ tests: refused, errors: [error] }))).toHaveLength(1)
  const lost = Array.from({ length: 12 }, (_, id) => errored(`t${id}`, `run ${id} ended as aws-error`, 'run'))
  expect(annotationsOf(aSummary({ tests: [...lost, ...failed(2)] }))).toMatchInlineSnapshot(`
    [
      "::error file=specs/shop.loadero.ts,line=7,title=errored%3A 12 tests::run 0 ended as aws-error%0At0, t1, t2, t3, t4 and 7 more",
      "::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > 0::assert: webrtc/audio/rtt/avg is up to 123 ms, the limit is < 120 ms (3 ms above)%0A1 of 4 participants: buyer #3",
      "::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > 1::assert: webrtc/audio/rtt/avg is up to 123 ms, the limit is < 120 ms (3 ms above)%0A1 of 4 participants: buyer #3",
    ]
  `)
})

interface ReceivedRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly body: string
}

/** A server that keeps the comments of one pull request as GitHub does. */
async function aCommentServer(status = 200) {
  const requests: ReceivedRequest[] = []
  const comments = Array.from({ length: 130 }, (_, id) => ({ id, body: `another comment ${id}` }))
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await request.toArray()).join('')
      requests.push({ method: request.method, url: request.url, body })
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'))
      const text = body === '' ? '' : (JSON.parse(body) as { body: string }).body
      if (request.method === 'POST') comments.push({ id: comments.length, body: text })
      const edited = comments.find(({ id }) => request.method === 'PATCH' && request.url?.endsWith(`/${id}`))
      if (edited) edited.body = text
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(page > 0 ? comments.slice((page - 1) * 100, page * 100) : {}))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const comment = {
    apiUrl: `http://127.0.0.1:${port}`,
    repository: 'team/shop',
    pullRequest: '7',
    token: 'ghs_secret',
    key: 'load tests',
  }
  return { comments, requests, comment }
}

test('one comment is created, then updated in place', async () => {
  const { comments, requests, comment } = await aCommentServer()
  const lines: string[] = []
  const reporter = githubReporter({ write: (text) => void lines.push(text), comment })
  await reporter.onEnd?.(sessions['failed-by-script'])
  await reporter.onEnd?.(sessions.passed)
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /repos/team/shop/issues/7/comments?per_page=100&page=1',
    'GET /repos/team/shop/issues/7/comments?per_page=100&page=2',
    'POST /repos/team/shop/issues/7/comments',
    'GET /repos/team/shop/issues/7/comments?per_page=100&page=1',
    'GET /repos/team/shop/issues/7/comments?per_page=100&page=2',
    'PATCH /repos/team/shop/issues/comments/130',
  ])
  expect(comments).toHaveLength(131)
  expect(comments.at(-1)?.body).toBe(`<!-- loadero-test load_tests -->\n${githubSummary(sessions.passed)}`)
  expect(lines.join('')).not.toContain('::warning title=loadero-test')
})

test('a refused comment is a warning without the token', async () => {
  const { comment } = await aCommentServer(403)
  const lines: string[] = []
  await githubReporter({ write: (text) => void lines.push(text), comment }).onEnd?.(sessions.passed)
  expect(lines).toEqual([
    '::warning title=loadero-test::The comment on the pull request was not written: GitHub answered 403 to GET /repos/team/shop/issues/7/comments; the token needs pull-requests: write\n',
  ])
})
