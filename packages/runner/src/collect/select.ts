import parseTagExpression from '@cucumber/tag-expressions'
import { UserError } from '../model/errors.js'
import type { TestCase, TestIdentity } from '../model/model.js'
import { participantCount } from '../model/participant-count.js'

/** Which of the collected tests a session is about; each given condition must hold. */
export interface Selection {
  /** Matches the full name. */
  readonly name?: RegExp | undefined
  /** Tags joined by `and`, `or`, `not` and parentheses. */
  readonly tags?: string | undefined
  /** Full names, e.g. of those that failed last time. */
  readonly ids?: ReadonlySet<string> | undefined
  /** One of several machines that share the work; counted from 1. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined
}

/**
 * Leaves out what is not meant; shards are cut from what is left by the other conditions.
 * @throws UserError when the tag expression cannot be read
 */
export function select<S extends TestIdentity>(
  tests: readonly TestCase[],
  skipped: readonly S[],
  { name, tags, ids, shard }: Selection,
): { readonly tests: readonly TestCase[]; readonly skipped: readonly S[] } {
  const tagged = tags === undefined ? () => true : tagFilter(tags)
  const meant = (test: TestIdentity) =>
    (name === undefined || name.test(test.id)) && tagged(test.tags) && (ids === undefined || ids.has(test.id))
  const left = tests.filter(meant)
  if (!shard) return { tests: left, skipped: skipped.filter(meant) }
  const mine = shardOf(left, shard.of)[shard.index - 1] ?? []
  // What is not run weighs nothing: the first machine tells of it.
  return {
    tests: left.filter((test) => mine.includes(test)),
    skipped: shard.index === 1 ? skipped.filter(meant) : [],
  }
}

function tagFilter(expression: string): (tags: readonly string[]) => boolean {
  try {
    const parsed = parseTagExpression(expression)
    return (tags) => parsed.evaluate([...tags])
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw new UserError('usage', `--tag: ${why}`, "Write for example: smoke and not (slow or 'video').")
  }
}

/** Deals the biggest first to whoever has least so far: the same on every machine, and about equally heavy. */
function shardOf(tests: readonly TestCase[], of: number): readonly (readonly TestCase[])[] {
  const shards = Array.from({ length: of }, () => ({ weight: 0, tests: [] as TestCase[] }))
  const weighed = tests
    .map((test) => ({ test, weight: participantCount(test) }))
    .toSorted((a, b) => b.weight - a.weight || (a.test.id < b.test.id ? -1 : 1))
  for (const { test, weight } of weighed) {
    const lightest = shards.reduce((least, shard) => (shard.weight < least.weight ? shard : least))
    lightest.weight += weight
    lightest.tests.push(test)
  }
  return shards.map((shard) => shard.tests)
}
