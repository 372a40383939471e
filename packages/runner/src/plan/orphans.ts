import type { Test } from '@loadero-test/core'
import { parseMarker } from '../wire/ownership-marker.js'
import type { Declaration } from '../model/model.js'
import { isManaged, type PlanOwner, remoteName } from './identity.js'
import { candidatesOf } from './locate.js'
import type { Orphan } from './renames.js'
import type { ReadScripts } from './scripts.js'

/** The tests at Loadero that are ours, for this project and prefix, and that nothing of what is declared means. */
export async function findOrphans(
  remote: readonly Test[],
  declared: readonly Declaration[],
  owner: PlanOwner,
  readScripts: ReadScripts,
): Promise<readonly Orphan[]> {
  const names = new Set(declared.map(({ id }) => remoteName(owner.prefix, id)))
  const ids = new Set(declared.map(({ remoteId }) => remoteId))
  // Without our prefix it is not ours, whatever its script says.
  const start = remoteName(owner.prefix, '')
  const rest = remote.filter(
    ({ id, name = '' }) => !ids.has(id) && !names.has(name) && name.startsWith(start),
  )
  const scripts = await readScripts(rest)
  return rest.flatMap((test) => {
    const { mark } = parseMarker(scripts.get(test.id) ?? '')
    return isManaged(test.name, mark, owner) ? [{ test, mark }] : []
  })
}

/** What is declared and not at Loadero. */
export function missingOf(
  declared: readonly Declaration[],
  remote: readonly Test[],
  prefix: string,
): readonly Declaration[] {
  return declared.filter((one) => candidatesOf(one, remote, prefix).length === 0)
}
