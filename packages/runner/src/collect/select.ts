import parseTagExpression from '@cucumber/tag-expressions'
import { errorMessage } from '@loadero-test/core/internal'
import { UserError } from '../model/errors.js'
import { participantCount, type SpecTest, type TestIdentity } from '../model/spec.js'

/** Selects tests of a session. All given conditions must match. */
export interface TestFilter {
  /** Matches the full name, with ` > ` or, as in Vitest and Playwright, a space between its titles. */
  readonly name?: RegExp | undefined
  /** Tags joined by `and`, `or`, `not` and parentheses. */
  readonly tags?: string | undefined
  /** Full names, for example of the tests that failed last time. */
  readonly ids?: ReadonlySet<string> | undefined
  /** The part of this machine, when several machines share the tests. `index` counts from 1. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined
}

/**
 * Selects the tests that match. Shards are made of the tests that match all other conditions.
 * @throws UserError when the tag expression is invalid
 */
export function selectTests<S extends TestIdentity>(
  tests: readonly SpecTest[],
  skipped: readonly S[],
  { name, tags, ids, shard }: TestFilter,
): {
  readonly tests: readonly SpecTest[]
  readonly skipped: readonly S[]
  /** The tests of all shards. */
  readonly selection: readonly SpecTest[]
} {
  const matchesTags = tags === undefined ? () => true : createTagFilter(tags)
  const matches = (test: TestIdentity) =>
    (name === undefined || name.test(test.id) || name.test(test.id.replaceAll(' > ', ' '))) &&
    matchesTags(test.tags) &&
    (ids === undefined || ids.has(test.id))
  const selection = tests.filter(matches)
  if (!shard) return { tests: selection, skipped: skipped.filter(matches), selection }
  const shardTests = createShards(selection, shard.of)[shard.index - 1] ?? []
  return {
    tests: selection.filter((test) => shardTests.includes(test)),
    selection,
    // Skipped tests take no time. The first machine reports all of them.
    skipped: shard.index === 1 ? skipped.filter(matches) : [],
  }
}

function createTagFilter(expression: string): (tags: readonly string[]) => boolean {
  try {
    const parsed = parseTagExpression(expression)
    return (tags) => parsed.evaluate([...tags])
  } catch (error) {
    const [message = ''] = errorMessage(error).split('\n')
    throw new UserError('usage', `--tag: ${message}`, "Write for example: smoke and not (slow or 'video').")
  }
}

/** Adds the largest test to the smallest shard, and so on: about equal sizes, and the same result on each machine. */
function createShards(tests: readonly SpecTest[], count: number): readonly (readonly SpecTest[])[] {
  const shards = Array.from({ length: count }, () => ({ size: 0, tests: [] as SpecTest[] }))
  const bySize = tests
    .map((test) => ({ test, size: participantCount(test) }))
    .toSorted((a, b) => b.size - a.size || (a.test.id < b.test.id ? -1 : 1))
  for (const { test, size } of bySize) {
    const smallest = shards.reduce((min, shard) => (shard.size < min.size ? shard : min))
    smallest.size += size
    smallest.tests.push(test)
  }
  return shards.map((shard) => shard.tests)
}
