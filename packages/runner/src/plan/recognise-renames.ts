import type { Test } from '@loadero-test/core'
import type { Declaration, TestCase } from '../model/model.js'
import { contentHash } from './content.js'
import { desired } from './desired.js'
import type { PlanOwner } from './identity.js'
import type { LocatedTest } from './locate.js'
import { findOrphans, missingOf } from './orphans.js'
import { findRenames, type Orphan } from './renames.js'
import type { ReadScripts } from './scripts.js'

/** The tests of a session, and everything else that their files declare. */
export interface DeclaredSpecs {
  readonly tests: readonly TestCase[]
  readonly declared: readonly Declaration[]
}

interface Place {
  /** All tests of the project. */
  readonly remote: readonly Test[]
  readonly owner: PlanOwner
  readonly readScripts: ReadScripts
}

/** Finds what is missing under its name, where it has only been renamed in its spec. */
export async function recognizeRenames(
  located: readonly LocatedTest[],
  { tests, declared }: DeclaredSpecs,
  { remote, owner, readScripts }: Place,
): Promise<readonly LocatedTest[]> {
  const isMissing = (one: LocatedTest) => one.remote === undefined && one.error === undefined
  if (!located.some(isMissing)) return located
  const hashes = new Map(tests.map((test) => [test.id, contentHash(desired(test, owner.prefix))]))
  const missing = missingOf(declared, remote, owner.prefix).map(({ id, file }) => {
    const hash = hashes.get(id)
    return { name: id, file, ...(hash !== undefined && { hash }) }
  })
  const { found, unclear } = findRenames(missing, await findOrphans(remote, declared, owner, readScripts))
  return located.map((one): LocatedTest => {
    if (!isMissing(one)) return one
    const before = found.get(one.test.id)
    if (before) return { ...one, remote: before.test }
    const candidates = unclear.get(one.test.id)
    return candidates ? { ...one, notice: unclearRename(candidates) } : one
  })
}

function unclearRename(before: readonly Orphan[]): string {
  const names = before.map(({ test: { id, name } }) => `'${name}' (id ${id})`)
  return `it is made anew, though it may be what was called ${names.join(' or ')}; write \`id: ${before[0]?.test.id}\` in its options to go on with that test`
}
