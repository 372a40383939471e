import type { Test } from '@loadero-test/core'
import { type OwnershipMarker, parseMarker } from '../model/wire/ownership-marker.js'
import type { Declaration } from '../model/spec.js'
import { isManaged, type PlanOwner, remoteName } from './identity.js'
import { candidatesOf } from './locate.js'
import type { ReadRemoteScripts } from './scripts.js'

/** A managed test at Loadero that no spec declares. */
export interface Orphan {
  readonly test: Test
  readonly marker: OwnershipMarker
}

/** Finds the tests at Loadero that are managed for this project and prefix, and that no declared test refers to. */
export async function findOrphans(
  remote: readonly Test[],
  declared: readonly Declaration[],
  owner: PlanOwner,
  readScripts: ReadRemoteScripts,
): Promise<readonly Orphan[]> {
  const names = new Set(declared.map(({ id }) => remoteName(owner.prefix, id)))
  const ids = new Set(declared.map(({ remoteId }) => remoteId))
  // A test without the prefix is not managed here, so its script need not be read.
  const namePrefix = remoteName(owner.prefix, '')
  const candidates = remote.filter(
    ({ id, name = '' }) => !ids.has(id) && !names.has(name) && name.startsWith(namePrefix),
  )
  const scripts = await readScripts(candidates)
  return candidates.flatMap((test) => {
    const { marker } = parseMarker(scripts.get(test.id) ?? '')
    // A test that was pushed without a repository may be of any repository.
    const isOwn = isManaged(test.name, marker, owner) && marker.repository === owner.repository
    return isOwn ? [{ test, marker }] : []
  })
}

/** The declared tests that are not at Loadero. */
export function missingOf(
  declared: readonly Declaration[],
  remote: readonly Test[],
  prefix: string,
): readonly Declaration[] {
  return declared.filter((one) => candidatesOf(one, remote, prefix).length === 0)
}
