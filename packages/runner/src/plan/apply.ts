import type { LoaderoClient, TestInput } from '@loadero-test/core'
import { type OwnershipMarker, addMarker } from '../wire/ownership-marker.js'
import { applyChildren } from './apply-children.js'
import { childWrites } from './diff.js'
import type { TestPlan } from './plan-test.js'

/**
 * Carries out a plan and gives the id of the test.
 * The mark is without its hash until everything else is in place, so that a test whose push broke off says so: it
 * looks neither finished nor as if somebody had changed it.
 */
export async function apply(plan: TestPlan, client: LoaderoClient, signal?: AbortSignal): Promise<number> {
  const { test, mark, language } = plan
  if (test.kind === 'keep') return test.id
  const options = { signal }
  const marked = (with_: OwnershipMarker): TestInput => ({
    ...test.body,
    script: addMarker(test.body.script, language, with_),
  })
  const children = childWrites(plan) > 0
  const { hash: _, ...unfinished } = mark
  const first = marked(children ? unfinished : mark)
  const { id } =
    test.kind === 'create'
      ? await client.tests.create(first, options)
      : await client.tests.update(test.id, first, options)
  if (children) {
    await applyChildren(plan, client.test(id), options)
    await client.tests.update(id, marked(mark), options)
  }
  return id
}
