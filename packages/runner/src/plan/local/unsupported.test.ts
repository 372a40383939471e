import { expect, test } from 'vitest'
import { aParticipant, aTest } from '../../../test/examples.js'
import { metric } from '../../collect/dsl/metric.js'
import type { SessionTarget } from '../../model/session-settings.js'
import { UserError } from '../../model/errors.js'
import type { SpecTest } from '../../model/spec.js'
import { refuseUnsupported } from './unsupported.js'

const loadero = service('https://api.loadero.com/v2/')
const local: SessionTarget = { kind: 'local' }
const shared: SessionTarget = { kind: 'local', isolation: 'context' }
const simulated: SessionTarget = { kind: 'simulated' }

function service(apiBase: string): SessionTarget {
  return { kind: 'service', projectId: 1, apiBase }
}

function withBrowser(browser: string) {
  return aTest(browser, { participants: [aParticipant('a'), { ...aParticipant('b'), browser }] })
}

const ordinary = aTest('calls', { expects: [metric('quality/video/freezes/total').max().atMost(1)] })
const gated = aTest('shop > opens', { expects: [metric('page/vitals/lcp/max').percentile(95).atMost(2_500)] })
const heard = aTest('heard', {
  participants: [aParticipant('a'), { ...aParticipant('b'), audioFeed: 'silence' }],
})
const seen = aTest('seen', { participants: [{ ...aParticipant('a'), videoFeed: '720p' }] })
const scored = aTest('scored', { expects: [metric('mos/audio/e-model/avg').percentile(5).atLeast(3)] })
const busy = aTest('busy', { asserts: [metric('machine/cpu/used/avg').lessThan(1)] })
const large = aTest('large', { expects: [metric('machine/ram/used/max').max().atMost(500)] })
const connected = aTest('connected', { asserts: [metric('webrtc/audio/bitrate/in/avg').lessThan(1)] })
const loading = aTest('loading', { asserts: [metric('machine/network/bytes/in/total').lessThan(1)] })
const python = aTest('in Python', { scriptLanguage: 'python' })
const java = aTest('in Java', { scriptLanguage: 'java' })
const grouped = aTest('grouped', {
  participants: [],
  groups: [{ name: 'g', count: 1, participants: [{ ...aParticipant('c'), browser: 'firefox132' }] }],
})

function refusalOf(tests: readonly SpecTest[], target: SessionTarget | undefined) {
  try {
    refuseUnsupported(tests, target)
  } catch (error) {
    if (error instanceof UserError) return `${error.message} | ${error.hint}`
    throw error
  }
  return undefined
}

test.each<[string, readonly SpecTest[], SessionTarget | undefined]>([
  ['Firefox', [withBrowser('firefoxLatest')], local],
  ['a version of Firefox in a group', [ordinary, grouped, withBrowser('firefoxLatest')], local],
  ['another browser', [withBrowser('safariLatest')], local],
  ['Python', [python], local],
  ['Java', [java, python], local],
  ['a sound in a shared browser', [gated, heard], shared],
  ['a picture in a shared browser', [seen, heard], shared],
  ['an expectation on a call in a shared browser', [ordinary], shared],
  ['an expectation on a score in a shared browser', [scored], shared],
  ['an assert on a connection in a shared browser', [connected], shared],
  ['an assert on the CPU in a shared browser', [busy], shared],
  ['an expectation on the memory in a shared browser', [large, busy], shared],
  ['Python in a shared browser', [python], shared],
  ['Python in a simulated run', [python], simulated],
  ['metrics of pages', [ordinary, gated], loadero],
])('%s is refused with its reason and a next step', (_, tests, target) => {
  expect(refusalOf(tests, target)).toMatchSnapshot()
})

test.each<[string, readonly SpecTest[], SessionTarget | undefined]>([
  ['Chrome', [ordinary, withBrowser('chrome131')], local],
  ['metrics of pages in a local run', [gated], local],
  [
    'media and metrics of the machine in a local run',
    [ordinary, heard, seen, scored, busy, large, connected],
    local,
  ],
  ['metrics of pages and of the network in a shared browser', [gated, loading], shared],
  ['metrics of pages in a simulated run', [gated], simulated],
  ['Firefox in a simulated run', [withBrowser('firefoxLatest')], simulated],
  ['Firefox, Python and Java at Loadero', [withBrowser('firefoxLatest'), python, java], loadero],
  ['metrics of pages at a local Loadero', [gated], service('http://127.0.0.1:4567/v2/')],
  ['metrics of pages at a local Loadero by name', [gated], service('http://localhost/v2/')],
  ['metrics of pages at a local Loadero with IPv6', [gated], service('http://[::1]:80/v2/')],
  ['a session without a target', [gated, python], undefined],
])('%s is not refused', (_, tests, target) => {
  expect(refusalOf(tests, target)).toBeUndefined()
})

test.each(['https://localhost.example.com/v2/', 'https://127.0.0.1.example.com/v2/'])(
  '%s is not a local Loadero',
  (apiBase) => {
    expect(refusalOf([gated], service(apiBase))).toContain('only local runs measure')
  },
)
