import { virtualClock } from '@loadero-test/core/internal'
import { describe, expect, test, vi } from 'vitest'
import type { ParticipantJob } from './engine.js'
import { participantScenarioOf, parseScenario } from './scenario.js'
import { scriptedEngine } from './scripted-engine.js'

function job(participantName = 'caller', testName = 'A call'): ParticipantJob {
  return {
    run: {
      id: 1,
      testName,
      mode: 'performance',
      startInterval: 1,
      participantTimeout: 60,
      totalParticipants: 1,
    },
    participant: { id: 1, created: undefined, updated: undefined, participant_name: participantName },
    globalNum: 0,
    script: '',
    directory: '/nowhere',
  }
}

/** Executes one participant and measures its times before and after its start. */
async function execute(scenario: unknown, signal = new AbortController().signal) {
  const clock = virtualClock()
  const engine = scriptedEngine({ clock, scenario: parseScenario(scenario) })
  const launched = clock.now()
  let start: number | undefined
  const onReady = async () => void (start = clock.now())
  const output = await engine.execute(job(), { onReady, signal })
  return { output, preparedMs: (start ?? NaN) - launched, executedMs: clock.now() - (start ?? NaN) }
}

describe('a scripted participant', () => {
  test('passes at once by default', async () => {
    const { output, executedMs } = await execute({})
    expect(output).toMatchObject({ seleniumResult: 'pass', metrics: {}, timecards: [] })
    expect(executedMs).toBe(0)
  })

  test('has the duration and metrics of its scenario', async () => {
    const metrics = { 'machine/cpu/used': [1, 2], 'webrtc/audio/codec/in': 'opus' }
    const participant = { result: 'fail', message: 'no dial tone', durationMs: 1200, metrics }
    const { output, preparedMs, executedMs } = await execute({ startupMs: 500, default: participant })
    expect([preparedMs, executedMs]).toEqual([500, 1200])
    expect(output.seleniumResult).toBe('fail')
    expect(output.metrics).toEqual({
      'machine/cpu/used': { samples: [1, 2] },
      'webrtc/audio/codec/in': { value: 'opus' },
    })
    expect(output.logs.selenium).toContain('no dial tone')
  })

  test('has drawn values that are the same for a seed', async () => {
    const participant = {
      result: { pass: 1, fail: 1 },
      durationMs: { normal: { mean: 1000, stddev: 300 }, min: 0 },
      metrics: {
        'webrtc/audio/rtt': { uniform: { from: 10, to: 20 }, count: 500 },
        'machine/cpu/used': { normal: { mean: 50, stddev: 5 }, count: 500 },
      },
    }
    const [first, same, other] = [
      await execute({ seed: 1, default: participant }),
      await execute({ seed: 1, default: participant }),
      await execute({ seed: 2, default: participant }),
    ]
    expect(same).toEqual({ ...first, output: { ...first.output } })
    expect(other.output.metrics).not.toEqual(first.output.metrics)
    const samples = (path: string) => (first.output.metrics[path] as { samples: number[] }).samples
    const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
    expect(Math.min(...samples('webrtc/audio/rtt'))).toBeGreaterThanOrEqual(10)
    expect(Math.max(...samples('webrtc/audio/rtt'))).toBeLessThan(20)
    expect(mean(samples('webrtc/audio/rtt'))).toBeCloseTo(15, 0)
    expect(Math.abs(mean(samples('machine/cpu/used')) - 50)).toBeLessThan(1)
  })

  test('has no metrics that its scenario lists as missing', async () => {
    const metrics = { 'machine/cpu/used': [1], 'webrtc/audio/rtt': [2] }
    const { output } = await execute({ default: { metrics, missing: ['machine'] } })
    expect(Object.keys(output.metrics)).toEqual(['webrtc/audio/rtt'])
  })

  test('marks every line of its log as simulated', async () => {
    const { output } = await execute({ default: { message: 'hello' } })
    const lines = output.logs.selenium?.trimEnd().split('\n') ?? []
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^\[simulated\] /)
  })

  test.each([
    ['pass', '[simulated] full'],
    ['fail', '[simulated] ✖ full'],
    ['timeout', '[simulated] ✖ full'],
  ])('that ends with %s has its message last', async (result, line) => {
    const { output } = await execute({ default: { result, message: 'full' } })
    expect(output.logs.selenium?.trimEnd().split('\n').at(-1)).toBe(line)
  })

  test('rejects at once when its signal aborts', async () => {
    const { output, executedMs } = await execute(
      { default: { durationMs: 5000 } },
      AbortSignal.abort(),
    ).catch((error: Error) => ({ output: error, executedMs: 0 }))
    expect(output).toMatchObject({ name: 'AbortError' })
    expect(executedMs).toBe(0)
  })

  test('ends when its engine closes', async () => {
    const clock = virtualClock()
    const engine = scriptedEngine({ clock, scenario: { default: { result: 'timeout' } } })
    const onReady = vi.fn<() => Promise<void>>(() => engine.close())
    const output = await engine.execute(job(), { onReady, signal: new AbortController().signal })
    expect(output).toMatchObject({
      seleniumResult: 'fail',
      logs: { selenium: expect.stringContaining('Cut short') },
    })
  })
})

describe('a scenario', () => {
  const scenario = parseScenario({
    startupMs: 100,
    participants: [
      { test: 'A call', name: 'caller', result: 'fail' },
      { name: 'caller', durationMs: 5 },
      { test: 'A call', prepareMs: 7 },
    ],
    default: { durationMs: 1 },
  })

  test('applies the first matching entry, completed by the default', () => {
    expect(participantScenarioOf(scenario, job())).toMatchObject({
      result: 'fail',
      durationMs: 1,
      prepareMs: 100,
    })
    expect(participantScenarioOf(scenario, job('caller', 'Another'))).toMatchObject({ durationMs: 5 })
    expect(participantScenarioOf(scenario, job('callee'))).toMatchObject({ prepareMs: 7 })
    expect(participantScenarioOf(scenario, job('callee', 'Another'))).toEqual({
      prepareMs: 100,
      durationMs: 1,
    })
  })

  test('with a mistake is refused with its place', () => {
    expect(() => parseScenario({ participants: [{ result: 'passed' }] })).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: Invalid scenario:
      participants[0].result: must be one of pass, fail, timeout, error, or an object, not 'passed'. Did you mean 'pass'?]
    `)
    expect(() => parseScenario({ startup: 5 })).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: Invalid scenario:
      unknown key 'startup'. Did you mean 'startupMs'?]
    `)
    expect(() => parseScenario([])).toThrowErrorMatchingInlineSnapshot(`
      [SchemaError: Invalid scenario:
      must be an object, not an empty list]
    `)
  })
})
