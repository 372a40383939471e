import { expect, test } from 'vitest'
import { fakePage } from '../../test/fake-session.js'
import { createEmulation } from './emulation.js'
import type { CdpTarget } from '../cdp/targets.js'

const network = 'Network.emulateNetworkConditionsByRule'

/** The conditions of requests, and those of peer connections. */
function conditionsIn(params: object | undefined): readonly object[] {
  return (params as { readonly matchedNetworkConditions: readonly object[] }).matchedNetworkConditions
}

test('sets a limit for every page from its start', async () => {
  const page = fakePage()
  await createEmulation([page.target], {}).apply(page.target)
  const [, limits] = page.sent.find(([method]) => method === network) ?? []
  expect(conditionsIn(limits)[1]).toMatchObject({
    downloadThroughput: 125e6,
    uploadThroughput: 125e6,
    latency: 0,
    packetLoss: 0,
  })
})

test('applies earlier settings to a later page', async () => {
  const targets = new Set<CdpTarget>()
  const emulation = createEmulation(targets, {})
  await emulation.setNetwork({ rateInKbps: 80, rateOutKbps: 20, latencyMs: 650, loss: 1 })
  await emulation.setHeader('x-who', 'bob')
  await emulation.setUserAgent('Bobs/1.0')
  const page = fakePage()
  await emulation.apply(page.target)
  const sent = Object.fromEntries(page.sent)
  const limits = { downloadThroughput: 10_000, uploadThroughput: 2_500, packetLoss: 1 }
  expect(conditionsIn(sent[network])).toMatchObject([
    { ...limits, urlPattern: '*://*:*/*', latency: 1_300 },
    { ...limits, urlPattern: '', latency: 650 },
  ])
  expect(sent['Network.setExtraHTTPHeaders']).toEqual({ headers: { 'x-who': 'bob' } })
  expect(sent['Emulation.setUserAgentOverride']).toEqual({ userAgent: 'Bobs/1.0' })
})

test('removes header and user agent again', async () => {
  const page = fakePage()
  const emulation = createEmulation([page.target], {})
  await emulation.setHeader('x-who', 'bob')
  await emulation.setHeader('x-who', null)
  await emulation.setUserAgent('Bobs/1.0')
  await emulation.setUserAgent(null)
  expect(page.sent.slice(-3)).toEqual([
    ['Network.setExtraHTTPHeaders', { headers: {} }],
    ['Emulation.setUserAgentOverride', { userAgent: 'Bobs/1.0' }],
    ['Emulation.setUserAgentOverride', { userAgent: '' }],
  ])
})

test('is offline when all packets are lost', async () => {
  const page = fakePage()
  const emulation = createEmulation([page.target], {})
  for (const loss of [99, 100]) await emulation.setNetwork({ loss })
  expect(page.sent.map(([, params]) => params)).toMatchObject([{ offline: false }, { offline: true }])
})
