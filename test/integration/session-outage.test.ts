import type { Fetch } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { spec } from '../support/project.js'
import { createSessionEnvironment } from '../support/session-environment.js'

function failure(code: string) {
  const cause = Object.assign(new Error(`${code} api.loadero.com`), { code, hostname: 'api.loadero.com' })
  return () => Promise.reject(new TypeError('fetch failed', { cause }))
}
function response(status: number, body: string | null) {
  return () => Promise.resolve(new Response(body, { status }))
}

const page = '<html>Sign in</html>'

/** What happens to every request from a moment of the session on. */
const outages: Readonly<Record<string, Fetch>> = {
  'an unknown host': failure('ENOTFOUND'),
  'a refused connection': failure('ECONNREFUSED'),
  'a certificate that has expired': failure('CERT_HAS_EXPIRED'),
  'a login page': response(200, page),
  'a redirect': response(302, ''),
  'a proxy that asks for a password': response(407, page),
  'a gateway without a service': response(502, page),
  'a service that is busy': response(429, '{}'),
  'another API': response(200, '{"status":"ok"}'),
}

async function runWithOutage(outage: Fetch, beginsAfter: RegExp) {
  const place = await createSessionEnvironment({
    files: { 'specs/a.loadero.ts': spec('alpha') + spec('beta').split('\n').slice(1).join('\n') },
    scenario: { default: { durationMs: 3_600_000 } },
  })
  let seen = 0
  let requestCount = 0
  const startMs = place.clock.now()
  const { exit, tests } = await place.session({
    fetch: async (url, init) => {
      if (seen === 2) {
        requestCount++
        return outage(url, init)
      }
      const answer = await place.fetch(url, init)
      if (beginsAfter.test(`${init.method} ${url}`)) seen++
      return answer
    },
  })
  const runs = await place.runs()
  const reasons = tests.map(({ reasons: [first] }) => first?.message ?? '')
  return { exit, tests, runs, reasons, requestCount, minutes: (place.clock.now() - startMs) / 60_000 }
}

test.each(Object.entries(outages))('%s while runs are polled ends with the runs named', async (_, outage) => {
  const result = await runWithOutage(outage, /^POST .*\/runs\/$/)
  expect(result.exit.code).toBe(75)
  expect(result.runs).toHaveLength(2)
  expect(result.tests.map(({ verdict }) => verdict)).toEqual(['errored', 'errored'])
  for (const { id } of result.runs) expect(result.reasons.join('\n')).toContain(`run ${id} `)
  expect(result.minutes).toBeLessThan(60)
  expect(result.requestCount).toBeLessThan(1_200)
})

test.each(Object.entries(outages))('%s from the first request on launches nothing', async (name, outage) => {
  const place = await createSessionEnvironment({ files: { 'specs/a.loadero.ts': spec('alpha') } })
  const { exit } = await place.session({ fetch: outage })
  const isTemporary = ['a refused connection', 'a gateway without a service', 'a service that is busy']
  expect(exit.code).toBe(isTemporary.includes(name) ? 75 : 2)
  expect(await place.runs()).toEqual([])
})
