import { expect, test } from 'vitest'
import { createRandom, type Operation, operations, perturb } from '../support/perturb.js'
import { answering, judgeAnswers, recordRun } from '../support/recorded-run.js'
import { provesPass } from '../support/verdict-oracle.js'

const iterations = 10_000

test('perturbed answers never pass without proof', async () => {
  const { answers, testId, runId, judgement } = await recordRun()
  expect(judgement).toMatchObject({ verdict: 'passed', receipt: { file: 'specs/call.loadero.ts' } })
  expect(provesPass(answers, answers)).toBe(true)

  const totals: Record<string, Record<string, number>> = {}
  const falseGreens: unknown[] = []
  let proven = 0
  let provenAndPassed = 0
  for (let seed = 0; seed < iterations; seed++) {
    const random = createRandom(seed)
    let changed = structuredClone(answers)
    const applied: Operation[] = Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => operations[Math.floor(random() * operations.length)] ?? 'drop',
    )
    for (const operation of applied) perturb(changed, operation, random)
    // What a response can carry: JSON has no NaN.
    changed = JSON.parse(JSON.stringify(changed)) as typeof answers
    const outcome = await judgeAnswers({ fetch: answering(changed), testId, runId }).then(
      ({ verdict }) => verdict,
      () => 'unreadable',
    )
    const isProven = provesPass(changed, answers)
    const name = applied.length === 1 ? (applied[0] ?? '') : 'several'
    const row = (totals[name] ??= {})
    row[outcome] = (row[outcome] ?? 0) + 1
    if (isProven) proven++
    if (isProven && outcome === 'passed') provenAndPassed++
    if (outcome === 'passed' && !isProven) falseGreens.push({ seed, applied })
  }
  console.log(
    `${iterations} perturbed runs, ${proven} of them still proven, ${provenAndPassed} of these passed`,
  )
  console.table(totals)
  expect(falseGreens.slice(0, 20)).toEqual([])
  // A judge that refuses everything would prove nothing.
  expect(provenAndPassed / proven).toBeGreaterThan(0.6)
}, 1_800_000)
