import type { Test } from '@loadero-test/core'
import type { Declaration, SpecTest } from '../model/spec.js'
import { contentHash, desiredContent } from './content.js'
import type { PlanOwner } from './identity.js'
import type { LocatedTest } from './locate.js'
import { findOrphans, missingOf, type Orphan } from './orphans.js'
import type { Repository } from '../model/wire/repository.js'
import type { ReadRemoteScripts } from './scripts.js'

/** The tests of a session, and everything else that their files declare. */
export interface DeclaredSpecs {
  readonly tests: readonly SpecTest[]
  readonly declared: readonly Declaration[]
  /** Where the files are kept. */
  readonly repository?: Repository | undefined
}

/** Finds the remote tests of tests that were only renamed in their spec file. */
export async function recognizeRenames(
  located: readonly LocatedTest[],
  { tests, declared }: DeclaredSpecs,
  {
    remote,
    owner,
    readScripts,
  }: {
    /** All tests of the project. */
    readonly remote: readonly Test[]
    readonly owner: PlanOwner
    readonly readScripts: ReadRemoteScripts
  },
): Promise<readonly LocatedTest[]> {
  const isMissing = (one: LocatedTest) => one.remote === undefined && one.error === undefined
  if (!located.some(isMissing)) return located
  const hashes = new Map(tests.map((test) => [test.id, contentHash(desiredContent(test, owner.prefix))]))
  const missing = missingOf(declared, remote, owner.prefix).map(({ id, file }) => {
    const hash = hashes.get(id)
    return { name: id, file, ...(hash !== undefined && { hash }) }
  })
  const orphans = await findOrphans(remote, declared, owner, readScripts)
  // The same path below another root of the repository is another file.
  const ofRoot = orphans.filter(({ marker }) => (marker.root ?? '') === (owner.root ?? ''))
  const { found, unclear } = findRenames(missing, ofRoot)
  return located.map((one): LocatedTest => {
    if (!isMissing(one)) return one
    const orphan = found.get(one.test.id)
    if (orphan) return { ...one, remote: orphan.test }
    const candidates = unclear.get(one.test.id)
    if (!candidates) return one
    const names = candidates.map(({ test }) => `'${test.name}' (id ${test.id})`)
    const notice = `'${one.test.id}' gets a new test at Loadero, but it may be a new name of ${names.join(' or ')}. If it is, add \`id: ${candidates[0]?.test.id}\` to its options to keep that test.`
    return { ...one, notice }
  })
}

/** A declared test that is not at Loadero. */
export interface MissingTest {
  readonly name: string
  readonly file: string
  /** Hash of its content; absent when the test is declared but not part of the session. */
  readonly hash?: string
}

export interface Renames {
  /** By new name, the test that had another name before. */
  readonly found: ReadonlyMap<string, Orphan>
  /** By new name, the tests that it could have been before, when there are several possibilities. */
  readonly unclear: ReadonlyMap<string, readonly Orphan[]>
}

/**
 * Recognizes renamed tests: a test of the same file that has the same content, or that is the only one left of it.
 * Where several answers are possible, the rename is unclear.
 */
export function findRenames(missing: readonly MissingTest[], orphans: readonly Orphan[]): Renames {
  const found = new Map<string, Orphan>()
  const unclear = new Map<string, readonly Orphan[]>()
  for (const file of new Set(missing.map((one) => one.file))) {
    const missingHere = missing.filter((one) => one.file === file)
    const orphansHere = orphans.filter(({ marker }) => marker.file === file)
    for (const { name, hash } of missingHere) {
      const same = orphansHere.filter(({ marker }) => hash !== undefined && marker.hash === hash)
      const rivals = missingHere.filter((other) => other.hash === hash)
      if (same[0] && same.length === 1 && rivals.length === 1) found.set(name, same[0])
    }
    const matched = new Set(found.values())
    const left = orphansHere.filter((orphan) => !matched.has(orphan))
    const open = missingHere.filter(({ name }) => !found.has(name))
    if (left[0] && left.length === 1 && open[0] && open.length === 1) found.set(open[0].name, left[0])
    else if (left.length > 0) for (const { name } of open) unclear.set(name, left)
  }
  return { found, unclear }
}
