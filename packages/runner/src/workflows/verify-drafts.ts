import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCase } from '../model/spec.js'
import type { CurrentTest } from '../plan/current.js'
import { desiredContent } from '../plan/content.js'
import { type Changes, childWrites, diff } from '../plan/diff.js'
import { type Draft, draftFiles } from '../pull/draft.js'
import { writeFiles } from '../pull/write-files.js'
import { createOptionsSchema } from '../collect/options-schema.js'
import { checkTest } from '../collect/check-test.js'
import { declareFile } from '../collect/declare.js'
import type { FindOptions } from '../collect/find-tests.js'
import { load } from '../collect/load.js'
import { createScriptReader } from '../collect/scripts/script.js'

export interface ProofOptions {
  readonly find: Pick<FindOptions, 'alias' | 'loadTimeoutMs' | 'settings'>
  readonly prefix: string
}

export interface UnverifiedDraft {
  readonly draft: Draft
  /** What it was made from. */
  readonly current: CurrentTest
}

/**
 * Reads drafts back as any session would, and plans them against what they were made from.
 * @returns the drafts, each with what is wrong with it: a spec that no session takes, or one that would change its test
 */
export async function verifyDrafts(
  unproven: readonly UnverifiedDraft[],
  options: ProofOptions,
): Promise<readonly Draft[]> {
  const drafts = unproven.map(({ draft }) => draft)
  const root = await mkdtemp(join(tmpdir(), 'loadero-pull-'))
  try {
    await writeFiles(root, draftFiles(drafts, '.'), { overwrite: false })
    const found = await readBack(root, new Set(drafts.map(({ spec }) => spec)), options)
    return unproven.map(({ draft, current }) => {
      const back = found.get(draft.titles.join(' > '))
      const flaws = back === undefined ? ['it cannot be read back'] : back.flaws
      // Without what it cannot say, a spec differs anyway.
      const changed =
        back?.test && draft.problems.length + flaws.length === 0
          ? changes(back.test, current, options.prefix)
          : []
      return { ...draft, problems: [...draft.problems, ...flaws, ...changed] }
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

interface ReadBack {
  readonly test: TestCase | undefined
  readonly flaws: readonly string[]
}

/** What the specs declare, by full names. */
async function readBack(root: string, specs: Iterable<string>, { find }: ProofOptions) {
  const { alias, loadTimeoutMs, settings } = find
  const checking = {
    schema: createOptionsSchema(settings),
    focused: false,
    readScript: createScriptReader(root),
  }
  const found = new Map<string, ReadBack>()
  for (const spec of specs) {
    const loadFile = (path: string) => load(path, { alias, timeoutMs: loadTimeoutMs })
    const { declared } = await declareFile(root, spec, loadFile)
    for (const one of declared) {
      const { test, diagnostics = [] } = await checkTest(one, checking)
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      const flaws = errors.map(({ message }) => message.replace(`test '${one.identity.id}': `, ''))
      found.set(one.identity.id, { test, flaws })
    }
  }
  return found
}

function changes(test: TestCase, current: CurrentTest, prefix: string): readonly string[] {
  return isEmpty(diff(desiredContent(test, prefix), current))
    ? []
    : ['what a spec can say of it differs from what is there']
}

function isEmpty(plan: Changes): boolean {
  return plan.test.kind === 'keep' && childWrites(plan) === 0
}
