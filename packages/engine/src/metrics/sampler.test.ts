import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { CdpSession } from '../cdp/cdp.js'
import { type Sample, startSampler } from './metrics.js'

const machine = {
  cores: 2,
  memoryBytes: 2 ** 30,
  cpuClock: () => ({ busy: 1, total: 2 }),
  usedMemoryBytes: (pids: readonly number[]) => Promise.resolve(pids.length > 0 ? 1_048_576 : undefined),
}
const info = { processInfo: [{ id: 1, type: 'browser', cpuTime: 1 }] }

/** Samples a browser for a moment. */
async function sampleOnce(answer: () => Promise<unknown>, isShared?: true): Promise<readonly Sample[]> {
  const cdp: CdpSession = { send: () => answer() as Promise<never>, on: () => {} }
  const traffic = { bytesIn: 0, bytesOut: 0, watch: () => {} }
  return startSampler({ cdp, traffic, machine, isShared, readTimeoutMs: 60 }).stop()
}

test.each([
  ['answers at once', () => Promise.resolve(info)],
  ['answers late', () => sleep(20, info)],
])('a script that ends at once has a sample of a browser that %s', async (_, answer) => {
  const samples = await sampleOnce(answer)
  expect(samples).toMatchObject([{ cpuUsed: expect.any(Number) as number, ramUsed: 1 }])
})

test.each([
  ['never answers', () => new Promise(() => {})],
  ['answers with an error', () => Promise.reject(new Error('gone'))],
])('a browser that %s leaves a sample without CPU and memory', async (_, answer) => {
  const [sample, ...others] = await sampleOnce(answer)
  expect(others).toEqual([])
  expect([sample?.cpuUsed, sample?.ramUsed, sample?.bytesIn]).toEqual([undefined, undefined, 0])
})

test('a shared browser is not asked, and only the load of the machine is known', async () => {
  const answer = vi.fn<() => Promise<unknown>>(() => Promise.resolve(info))
  const samples = await sampleOnce(answer, true)
  expect(answer).not.toHaveBeenCalled()
  expect(samples).toMatchObject([{ bytesIn: 0, shared: true }])
  expect([samples[0]?.cpuUsed, samples[0]?.ramUsed]).toEqual([undefined, undefined])
})
