import type { Exit, SessionError, Summary } from '../model/model.js'

/** What keeps any command from doing its work; undefined when nothing does. The first rule that holds wins. */
export function refusalOf({
  interruptedBy,
  diagnostics,
  errors,
}: Pick<Summary, 'interruptedBy' | 'diagnostics' | 'errors'>): Exit | undefined {
  const has = (...kinds: readonly SessionError['kind'][]) => errors.some(({ kind }) => kinds.includes(kind))
  if (interruptedBy === 'SIGINT') return { code: 130, reason: 'interrupted' }
  if (interruptedBy === 'SIGTERM') return { code: 143, reason: 'terminated' }
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    return { code: 2, reason: 'the specs have errors; nothing was sent' }
  }
  if (has('usage', 'config', 'specs', 'plan', 'engine'))
    return { code: 2, reason: 'the session could not be set up' }
  if (has('refused')) return { code: 4, reason: 'Loadero refused token, project or scope' }
  if (has('limit')) return { code: 5, reason: 'the plan does not allow it; nothing was launched' }
  return undefined
}

/** The one place that decides how a session ends; the first rule that holds wins. */
export function exitOf(
  summary: Omit<Summary, 'exit'>,
  { passWithNoTests }: { readonly passWithNoTests: boolean },
): Exit {
  const count = (verdict: string) => summary.tests.filter((test) => test.verdict === verdict).length
  const tests = (n: number) => `${n} ${n === 1 ? 'test' : 'tests'}`

  const refusal = refusalOf(summary)
  if (refusal) return refusal
  if (count('failed') > 0) return { code: 1, reason: `${tests(count('failed'))} failed` }
  if (count('errored') > 0)
    return { code: 75, reason: `${tests(count('errored'))} errored, none failed: worth another try` }
  if (summary.errors.length > 0) return { code: 75, reason: 'no test failed, but the session had errors' }
  if (summary.detached) {
    const { launched, waiting } = summary.detached
    return { code: 0, reason: `detached from ${launched} launched and ${waiting} waiting; nothing is known yet` }
  }
  if (summary.tests.length === 0) {
    return passWithNoTests
      ? { code: 0, reason: 'no tests, which was allowed' }
      : { code: 3, reason: 'no test was found' }
  }
  // Only a pass is a pass: whatever verdict may be added one day must not slip through here.
  if (count('passed') + count('skipped') < summary.tests.length)
    return { code: 75, reason: 'not every test passed' }
  if (count('passed') === 0) return { code: 3, reason: 'no test was run' }
  return { code: 0, reason: 'all tests passed' }
}
