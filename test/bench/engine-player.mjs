// Plays so many participants at once with the browser engine, for engine.bench.mjs: node engine-player.mjs <count> <script>
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBrowserEngine } from '@loadero-test/engine'

const [count, script] = [Number(process.argv[2]), process.argv[3]]
const engine = await createBrowserEngine({ env: process.env })
const jobs = mkdtempSync(join(tmpdir(), 'bench-jobs-'))
let standing = 0
let raise
const curtain = new Promise((resolve) => (raise = resolve))
/** As with the local server, nobody begins before all of them can. */
function ready() {
  if (++standing === count) raise()
  return curtain
}
async function play(globalNum) {
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
  await Promise.all(Array.from({ length: count }, (_, index) => play(index)))
} finally {
  await engine.close()
  rmSync(jobs, { recursive: true })
}
