import { type Clock, type LoaderoClient, systemClock, type Test } from '@loadero-test/core'
import { UserError } from '../../model/errors.js'
import { type OwnershipMarker, parseMarker } from '../../model/wire/ownership-marker.js'
import { removeRow } from '../apply-rows.js'
import { isManaged, type PlanOwner } from '../identity.js'
import type { ReadRemoteScripts } from '../scripts.js'

/** The remote test to use, and those that a push deletes. */
export interface ResolvedDuplicates {
  readonly remote: Test
  readonly duplicates: readonly Test[]
}

/**
 * Chooses among tests of one name that were all created by loadero-test for this project and prefix: two pushes at once
 * create such duplicates. The younger ones without runs can go; `undefined` when that leaves more than one.
 */
export async function resolveDuplicates(
  candidates: readonly Test[],
  {
    client,
    signal,
    ...owner
  }: PlanOwner & { readonly client: LoaderoClient; readonly signal?: AbortSignal | undefined },
  readScripts: ReadRemoteScripts,
): Promise<ResolvedDuplicates | undefined> {
  const scripts = await readScripts(candidates)
  const areManaged = candidates.every(({ id, name }) =>
    isManaged(name, parseMarker(scripts.get(id) ?? '').marker, owner),
  )
  if (!areManaged) return undefined
  const [oldest, ...younger] = candidates.toSorted((a, b) => a.id - b.id)
  const hasRuns = async ({ id }: Test) =>
    (await client.test(id).runs.list({ limit: 1 }, { signal })).results.length > 0
  const withRuns = await Promise.all(younger.map(hasRuns))
  return oldest && !withRuns.includes(true) ? { remote: oldest, duplicates: younger } : undefined
}

export interface DuplicateOptions {
  readonly signal?: AbortSignal | undefined
  /** For the wait until another push is complete. */
  readonly clock?: Clock | undefined
  /** Called with a sentence for the author of the spec. */
  readonly onNotice?: ((message: string) => void) | undefined
}

/** How often the script of a duplicate is read until its push is complete, and the pause between. */
const maxReads = 15
const pauseMs = 2_000

/**
 * After a create: finds an older test that another push created at the same time. The younger one goes, so that both
 * pushes agree without a message between them.
 * @returns the id of the test to use, and whether another push writes its content
 * @throws UserError when the other push has other content
 */
export async function yieldToDuplicate(
  created: Test,
  marker: OwnershipMarker,
  client: LoaderoClient,
  { signal, clock = systemClock, onNotice }: DuplicateOptions,
): Promise<{ readonly id: number; readonly isComplete: boolean }> {
  const { results } = await client.tests.list({ filter_name: created.name }, { signal })
  const older = results
    .filter(({ id, name }) => id < created.id && name === created.name)
    .toSorted((a, b) => a.id - b.id)
  for (const { id, name } of older) {
    const found = parseMarker(await client.test(id).script({ signal })).marker
    if (!isManaged(name, found, marker)) continue
    await removeRow(client.tests, created.id, { signal })
    onNotice?.(
      `another push created '${marker.name}' at the same time, as test ${id}; test ${created.id} was deleted`,
    )
    await waitForPush(id, marker, client, { signal, clock })
    return { id, isComplete: true }
  }
  return { id: created.id, isComplete: false }
}

async function waitForPush(
  id: number,
  wanted: OwnershipMarker,
  client: LoaderoClient,
  { signal, clock }: { readonly signal: AbortSignal | undefined; readonly clock: Clock },
): Promise<void> {
  for (let read = 0; read < maxReads; read++) {
    const hash = parseMarker(await client.test(id).script({ signal })).marker?.hash
    if (hash === wanted.hash) return
    if (hash !== undefined) break
    await clock.sleep(pauseMs, signal)
  }
  throw new UserError(
    'plan',
    `Another push created '${wanted.name}' at the same time, as test ${id}, and its content differs`,
    'Push again, or give each branch its own tests with --prefix.',
  )
}
