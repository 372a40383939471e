import { virtualClock } from '@loadero-test/core'
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

/** Plays one participant and says how long it took, all in all and from its turn. */
async function play(scenario: unknown, signal = new AbortController().signal) {
  const clock = virtualClock()
  const engine = scriptedEngine({ clock, scenario: parseScenario(scenario) })
  const begun = clock.now()
  let turn: number | undefined
  const ready = async () => void (turn = clock.now())
  const outcome = await engine.execute(job(), { onReady: ready, signal })
  return { outcome, preparedMs: (turn ?? NaN) - begun, playedMs: clock.now() - (turn ?? NaN) }
}

describe('a scripted participant', () => {
  test('passes at once when nothing is said', async () => {
    const { outcome, playedMs } = await play({})
    expect(outcome).toMatchObject({ seleniumResult: 'pass', metrics: {}, timecards: [] })
    expect(playedMs).toBe(0)
  })

  test('takes the time, and measures what it is told to', async () => {
    const metrics = { 'machine/cpu/used': [1, 2], 'webrtc/audio/codec/in': 'opus' }
    const act = { result: 'fail', message: 'no dial tone', durationMs: 1200, metrics }
    const { outcome, preparedMs, playedMs } = await play({ startupMs: 500, default: act })
    expect([preparedMs, playedMs]).toEqual([500, 1200])
    expect(outcome.seleniumResult).toBe('fail')
    expect(outcome.metrics).toEqual({
      'machine/cpu/used': { samples: [1, 2] },
      'webrtc/audio/codec/in': { value: 'opus' },
    })
    expect(outcome.logs.selenium).toContain('no dial tone')
  })

  test('is drawn where the scenario leaves things to chance, and alike for the same seed', async () => {
    const act = {
      result: { pass: 1, fail: 1 },
      durationMs: { normal: { mean: 1000, stddev: 300 }, least: 0 },
      metrics: {
        'webrtc/audio/rtt': { uniform: { from: 10, to: 20 }, count: 500 },
        'machine/cpu/used': { normal: { mean: 50, stddev: 5 }, count: 500 },
      },
    }
    const [first, same, other] = [
      await play({ seed: 1, default: act }),
      await play({ seed: 1, default: act }),
      await play({ seed: 2, default: act }),
    ]
    expect(same).toEqual({ ...first, outcome: { ...first.outcome } })
    expect(other.outcome.metrics).not.toEqual(first.outcome.metrics)
    const samples = (path: string) => (first.outcome.metrics[path] as { samples: number[] }).samples
    const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
    expect(Math.min(...samples('webrtc/audio/rtt'))).toBeGreaterThanOrEqual(10)
    expect(Math.max(...samples('webrtc/audio/rtt'))).toBeLessThan(20)
    expect(mean(samples('webrtc/audio/rtt'))).toBeCloseTo(15, 0)
    expect(Math.abs(mean(samples('machine/cpu/used')) - 50)).toBeLessThan(1)
  })

  test('leaves out what the scenario says is missing', async () => {
    const metrics = { 'machine/cpu/used': [1], 'webrtc/audio/rtt': [2] }
    const { outcome } = await play({ default: { metrics, missing: ['machine'] } })
    expect(Object.keys(outcome.metrics)).toEqual(['webrtc/audio/rtt'])
  })

  test('says in every line of its log that it is simulated', async () => {
    const { outcome } = await play({ default: { message: 'hello' } })
    const lines = outcome.logs.selenium?.trimEnd().split('\n') ?? []
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^\[simulated\] /)
  })

  test('ends at once when its time is over or its run is stopped', async () => {
    const { outcome, playedMs } = await play({ default: { durationMs: 5000 } }, AbortSignal.abort()).catch(
      (error: Error) => ({ outcome: error, playedMs: 0 }),
    )
    expect(outcome).toMatchObject({ name: 'AbortError' })
    expect(playedMs).toBe(0)
  })

  test('cannot outlive its engine', async () => {
    const clock = virtualClock()
    const engine = scriptedEngine({ clock, scenario: { default: { result: 'timeout' } } })
    const ready = vi.fn<() => Promise<void>>(() => engine.close())
    const outcome = await engine.execute(job(), { onReady: ready, signal: new AbortController().signal })
    expect(outcome).toMatchObject({
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

  test('gives a participant the first act that fits, and the default for what that leaves open', () => {
    expect(participantScenarioOf(scenario, job())).toMatchObject({ result: 'fail', durationMs: 1, prepareMs: 100 })
    expect(participantScenarioOf(scenario, job('caller', 'Another'))).toMatchObject({ durationMs: 5 })
    expect(participantScenarioOf(scenario, job('callee'))).toMatchObject({ prepareMs: 7 })
    expect(participantScenarioOf(scenario, job('callee', 'Another'))).toEqual({ prepareMs: 100, durationMs: 1 })
  })

  test('that is mistyped is refused with its place', () => {
    expect(() => parseScenario({ participants: [{ result: 'passed' }] })).toThrowErrorMatchingInlineSnapshot(`
      [Error: Not a scenario:
      ✖ Invalid input
        → at participants[0].result]
    `)
    expect(() => parseScenario({ startup: 5 })).toThrowErrorMatchingInlineSnapshot(`
      [Error: Not a scenario:
      ✖ Unrecognized key: "startup"]
    `)
    expect(() => parseScenario([])).toThrowErrorMatchingInlineSnapshot(`
      [Error: Not a scenario:
      ✖ Invalid input: expected object, received array]
    `)
  })
})
