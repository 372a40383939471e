import { aParticipant } from '../../packages/runner/test/examples.js'
import { type Fetch, LoaderoClient, systemClock } from '@loadero-test/core'
import { virtualClock } from '@loadero-test/core/internal'
import type { ParticipantSpec, SpecTest } from '@loadero-test/runner'
import { createApp, scriptedEngine } from '@loadero-test/server'
import { applyPlan } from '../../packages/runner/src/plan/apply.js'
import { contentHash, desiredContent } from '../../packages/runner/src/plan/content.js'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import { finalizeRun } from '../../packages/runner/src/workflows/finalize/finalize.js'
import { createIdentityCheck } from '../../packages/runner/src/workflows/finalize/run-identity.js'
import { metric, successRate } from '../../packages/runner/src/spec.js'
import { planOptions } from './plan-options.js'

/** The answers from which a run is judged, by path. */
export type RecordedAnswers = Record<string, unknown>

const accessToken = 'x'
const apiBase = 'http://loadero.test/v2/'

function participant(name: string, count: number, more: Partial<ParticipantSpec> = {}): ParticipantSpec {
  return { ...aParticipant(name, count), ...more }
}

/** A test with groups, participants without a group, asserts with preconditions and expectations of each kind. */
const recordedTest: SpecTest = {
  id: 'call',
  title: 'call',
  location: { file: 'specs/call.loadero.ts', line: 3 },
  tags: [],
  spec: {
    mode: 'performance',
    incrementStrategy: 'linear_group',
    mosTest: false,
    startIntervalSeconds: 2,
    participantTimeoutSeconds: 60,
    script: 'client => client.url("https://example.com")',
    scriptLanguage: 'javascript',
    scriptMap: { sources: ['specs/call.js'] },
    groups: [
      {
        name: 'pair',
        count: 2,
        participants: [participant('caller', 1), participant('callee', 1, { browser: 'firefoxLatest' })],
      },
    ],
    participants: [participant('observer', 2, { location: 'eu-central-1' })],
    asserts: [
      metric('webrtc/audio/rtt/avg').lessThan(200),
      metric('machine/cpu/used/95th')
        .atMost(90)
        .when({ groupName: 'pair', participantNum: { lt: 1 } }),
    ],
    expects: [
      metric('webrtc/video/fps/in/avg').percentile(50).atLeast(20),
      metric('webrtc/audio/rtt/max').where({ group: 'pair' }).max().atMost(180),
      successRate().atLeast(1),
    ],
  },
}

/** Runs the test on a local Loadero, and records every answer from which its run is judged. */
export async function recordRun() {
  const clock = virtualClock()
  const metrics = {
    'webrtc/audio/rtt': [80, 90, 100, 110],
    'webrtc/video/fps/in': [28, 29, 30],
    'machine/cpu/used': [10, 20, 30],
  }
  const scenario = { default: { durationMs: 20_000, metrics } }
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario }), accessToken })
  const client = new LoaderoClient({
    projectId: 1,
    accessToken,
    apiBase,
    fetch: app,
    clock,
    rateLimit: Infinity,
  })
  const specs = { tests: [recordedTest], declared: [{ id: 'call', file: recordedTest.location.file }] }
  const { tests } = await planAll(specs, client, planOptions)
  const plan = tests[0]?.plan
  if (!plan) throw new Error('the test cannot be planned')
  const testId = await applyPlan(plan, client)
  const { id } = await client.test(testId).launch()
  await client.run(id).wait()
  const answers: RecordedAnswers = {}
  const record: Fetch = async (url, init) => {
    const response = await app(url, init)
    const text = await response.text()
    answers[new URL(url).pathname] = JSON.parse(text)
    return new Response(text, { status: response.status, headers: { 'content-type': 'application/json' } })
  }
  const judgement = await judgeAnswers({ fetch: record, testId, runId: id })
  await app.close()
  return { answers, testId, runId: id, judgement }
}

/** Judges the run from answers, as a session does. Rejects when an answer cannot be read. */
export async function judgeAnswers({
  fetch,
  testId,
  runId,
}: {
  readonly fetch: Fetch
  readonly testId: number
  readonly runId: number
}) {
  const client = new LoaderoClient({
    projectId: 1,
    accessToken,
    apiBase,
    fetch,
    clock: systemClock,
    rateLimit: Infinity,
    retry: { attempts: 1 },
  })
  const content = desiredContent(recordedTest, '')
  const wanted = { file: recordedTest.location.file, test: content.test, hash: contentHash(content) }
  const { signal } = new AbortController()
  const run = await client.run(runId).get()
  return finalizeRun(recordedTest.spec, run, {
    client,
    directory: '/nowhere',
    artifacts: 'none',
    root: '/nowhere',
    identity: createIdentityCheck(wanted, testId, { client, signal }),
  })
}

/** Answers each request from a record; 404 for everything else. */
export function answering(answers: RecordedAnswers): Fetch {
  return (url) => {
    const body = answers[new URL(url).pathname]
    return Promise.resolve(
      new Response(JSON.stringify(body ?? { code: 404, error: 'not found' }), {
        status: body === undefined ? 404 : 200,
        headers: { 'content-type': 'application/json' },
      }),
    )
  }
}
