// Runs participants at once with the browser engine, for engine.bench.mjs:
// node engine-participants.mjs <count> <script> <isolation>
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBrowserEngine } from '@loadero-test/engine'

const [count, script, isolation] = [Number(process.argv[2]), ...process.argv.slice(3)]
const engine = await createBrowserEngine({ env: process.env, isolation })
const jobs = mkdtempSync(join(tmpdir(), 'bench-jobs-'))
let readyCount = 0
let startAll
const allReady = new Promise((resolve) => (startAll = resolve))
/** As with the local server, all participants start together. */
function ready() {
  if (++readyCount === count) startAll()
  return allReady
}
async function runParticipant(globalNum) {
  const outcome = await engine.execute(
    {
      run: {
        id: 1,
        testName: 'bench',
        mode: 'performance',
        startInterval: 0,
        participantTimeout: 600,
        totalParticipants: count,
      },
      participant: {
        id: globalNum,
        participant_num: globalNum,
        participant_name: 'a',
        group_num: 0,
        group_name: 'g',
      },
      globalNum,
      script,
      directory: mkdtempSync(join(jobs, 'job-')),
    },
    { onReady: ready, signal: new AbortController().signal },
  )
  if (outcome.seleniumResult !== 'pass') throw new Error(outcome.logs.selenium)
}
try {
  await Promise.all(Array.from({ length: count }, (_, index) => runParticipant(index)))
} finally {
  await engine.close()
  rmSync(jobs, { recursive: true })
}
