import { rm } from 'node:fs/promises'
import { createTemporaryFolder } from '@loadero-test/core/internal'
import { isError } from '../model/diagnostic.js'
import type { SpecTest } from '../model/spec.js'
import type { CurrentTest } from '../plan/current.js'
import { desiredContent } from '../plan/content.js'
import { childWrites, diff } from '../plan/diff.js'
import { type Draft, draftFiles } from '../pull/draft.js'
import { writeFiles } from '../pull/write-files.js'
import { createOptionsSchema } from '../collect/options-schema.js'
import { checkTest } from '../collect/check-test.js'
import { declareFile, placesOf } from '../collect/declare.js'
import type { FindOptions } from '../collect/find-tests.js'
import type { UserCode } from '../collect/user-code/user-code.js'
import { createScriptReader } from '../collect/scripts/script.js'

export interface VerifyOptions {
  readonly find: Pick<FindOptions, 'settings'>
  readonly userCode: Pick<UserCode, 'loadSpec'>
  readonly prefix: string
}

export interface UnverifiedDraft {
  readonly draft: Draft
  /** The remote test that it was drafted from. */
  readonly current: CurrentTest
}

/**
 * Reads drafts back as a session does, and plans them against their remote tests.
 * @returns the drafts with their flaws: the spec is refused, or it would change its remote test
 */
export async function verifyDrafts(
  drafted: readonly UnverifiedDraft[],
  options: VerifyOptions,
): Promise<readonly Draft[]> {
  const drafts = drafted.map(({ draft }) => draft)
  const root = createTemporaryFolder('loadero-pull')
  try {
    await writeFiles(root, draftFiles(drafts, '.'), { overwrite: false })
    const found = await readBack(root, new Set(drafts.map(({ spec }) => spec)), options)
    return drafted.map(({ draft, current }) => {
      const back = found.get(draft.titles.join(' > '))
      const flaws = back === undefined ? ['it cannot be read back'] : back.flaws
      // A draft that leaves something out differs from its remote test anyway.
      const isWhole = draft.problems.length + flaws.length === 0
      const plan = back?.test && isWhole && diff(desiredContent(back.test, options.prefix), current)
      const isChanged = plan && (plan.test.kind !== 'keep' || childWrites(plan) > 0)
      const changes = isChanged ? ['the spec would change the remote test'] : []
      return { ...draft, problems: [...draft.problems, ...flaws, ...changes] }
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The declared tests, by full name. */
async function readBack(root: string, specs: Iterable<string>, { find, userCode }: VerifyOptions) {
  const checking = {
    schema: createOptionsSchema(find.settings),
    focused: false,
    readScript: createScriptReader(root, 'keep'),
  }
  const found = new Map<string, { readonly test: SpecTest | undefined; readonly flaws: readonly string[] }>()
  for (const place of placesOf(root, [...specs])) {
    const { declared } = await declareFile(place, userCode.loadSpec)
    for (const one of declared) {
      const { test, diagnostics = [] } = await checkTest(one, checking)
      const errors = diagnostics.filter(isError)
      const flaws = errors.map(({ message }) => message.replace(`test '${one.identity.id}': `, ''))
      found.set(one.identity.id, { test, flaws })
    }
  }
  return found
}
