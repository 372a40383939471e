import { test } from 'vitest'
import { createRandom, operations, perturb } from '../support/perturb.js'
import { answering, judgeAnswers, recordRun } from '../support/recorded-run.js'
import { provesPass } from '../support/verdict-oracle.js'
function diff(a: any, b: any, path: string, out: string[]) {
  if (JSON.stringify(a) === JSON.stringify(b)) return
  if (typeof a === 'object' && a && typeof b === 'object' && b) {
    for (const k of new Set([...Object.keys(a), ...Object.keys(b)])) diff(a[k], b[k], `${path}.${k}`, out)
  } else out.push(`${path}: ${JSON.stringify(a)?.slice(0, 60)} -> ${JSON.stringify(b)?.slice(0, 60)}`)
}
test('x', async () => {
  const { answers, testId, runId } = await recordRun()
  const lines: string[] = []
  for (let seed = Number(process.env["FROM"] ?? 0); seed < Number(process.env['ITER'] ?? 2000); seed++) {
    const random = createRandom(seed)
    const changed = structuredClone(answers)
    const applied = Array.from({ length: 1 + Math.floor(random() * 3) }, () => operations[Math.floor(random() * operations.length)] ?? 'drop')
    for (const operation of applied) perturb(changed, operation, random)
    const proven = provesPass(changed, answers)
    const o = await judgeAnswers({ fetch: answering(changed), testId, runId }).then((j) => j, (e) => ({ verdict: 'unreadable', reasons: [{ message: String(e) }] }))
    if (o.verdict !== "passed" || proven) continue; for (const k of Object.keys(answers)) { if (!provesPass({...answers, [k]: changed[k]}, answers)) lines.push(`${seed} x ${k}`) }
    const out: string[] = []
    diff(answers, changed, '', out)
    lines.push(`${seed} ${o.verdict} proven ${proven} ${applied} ${out.slice(0, 6).join(' | ')} ${o.reasons[0]?.message ?? ''}`.replaceAll('/v2/projects/1/runs/1', 'R'))
  }
  console.log(lines.toSorted((a, b) => a.split(' ')[1].localeCompare(b.split(' ')[1])).join('\n'))
})
