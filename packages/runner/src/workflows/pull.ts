import { join } from 'node:path/posix'
import type { LoaderoClient, Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { Declaration, TestSpec } from '../model/spec.js'
import { contentOf, type CurrentTest, readCurrent } from '../plan/current.js'
import { remoteName } from '../plan/identity.js'
import { createRemoteScriptReader } from '../plan/scripts.js'
import { verifyDrafts } from './verify-drafts.js'
import { draft, type Draft, draftFiles, type DraftOptions } from '../pull/draft.js'
import { layOutFiles, type FilePlace } from '../pull/file-layout.js'
import { writeFiles } from '../pull/write-files.js'
import { discover } from '../collect/discover.js'
import { findTests, type FindOptions } from '../collect/find-tests.js'

export interface PullOptions {
  /** Its root is where specs are looked for; its name chooses tests at Loadero. */
  readonly find: FindOptions
  /** Of the tests that are meant; empty for none. */
  readonly prefix: string
  /** For the files; relative to the root, with forward slashes. */
  readonly directory: string
  /** Lets files that exist be replaced. */
  readonly overwrite: boolean
}

export interface PullResult {
  readonly tests: readonly PulledTest[]
  /** What was not pulled, and why. */
  readonly leftOut: readonly UnpulledTest[]
  /** Written now, relative to the root; those that already were as they should be are not among them. */
  readonly files: readonly string[]
  /** Specs that no session would find, because the globs of specs leave them out. */
  readonly unseen: readonly string[]
}

export interface PulledTest {
  readonly name: string
  /** Its spec, relative to the root. */
  readonly file: string
  /** Why it is marked skip there; none for one that can be run. */
  readonly flaws: readonly string[]
}

export interface UnpulledTest {
  readonly name: string
  readonly reason: string
}

/**
 * Writes tests that exist at Loadero as spec and script files, so that a plan right after changes nothing.
 * A test that no spec can say exactly is written as far as one can, and marked skip.
 * @throws UserError when files would be overwritten: then none is written
 */
export async function pullTests(
  client: LoaderoClient,
  options: PullOptions,
  signal?: AbortSignal,
): Promise<PullResult> {
  const { find, directory, prefix, overwrite } = options
  const [{ language }, listed, { declared }] = await Promise.all([
    client.project({ signal }),
    client.tests.list({}, { signal }),
    findTests({ ...find, filters: [] }),
  ])
  const drafting = { language: languageOf(language), settings: find.settings?.participant ?? {} }
  const chosen = choose(listed.results, options)
  const readScripts = createRemoteScriptReader(client, listed.results.length, signal)
  const scripts = await readScripts(chosen.map(({ test }) => test))
  const found = await Promise.all(
    chosen.map(async (one) => {
      const current = await readCurrent(client, one.test, scripts.get(one.test.id) ?? '', signal)
      return { ...one, current, why: whyNot(one, current, { declared, ...options }) }
    }),
  )
  const drafts = await verifyDrafts(
    found.flatMap(({ place, current, why }) =>
      why === undefined ? [{ current, draft: draftOf(current, { place, ...drafting }) }] : [],
    ),
    { find, prefix },
  )
  signal?.throwIfAborted()
  const files = await writeFiles(find.root, draftFiles(drafts, directory), { overwrite })
  const seen = await discover(find.root, find.include)
  const tests = drafts.map((one) => pulledTest(one, directory))
  return {
    tests,
    files,
    unseen: [...new Set(tests.map(({ file }) => file))].filter((file) => !seen.includes(file)),
    leftOut: found.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, reason: why }])),
  }
}

function draftOf(current: CurrentTest, options: Omit<DraftOptions, 'id' | 'script'>): Draft {
  return draft(contentOf(current), { id: current.test.id, script: current.test.body.script, ...options })
}

function pulledTest({ titles, spec, problems: flaws }: Draft, directory: string): PulledTest {
  return {
    name: titles.join(' > '),
    file: join(directory, spec),
    flaws,
  }
}

function languageOf(language = 'javascript'): TestSpec['scriptLanguage'] {
  if (language === 'javascript' || language === 'java' || language === 'python') return language
  throw new UserError('plan', `the project's scripts are in ${language}, which this version does not know`)
}

interface Chosen {
  readonly test: Test
  /** Without the prefix. */
  readonly name: string
  readonly place: FilePlace
}

/** Those of the prefix whose spec file holds a test of the wanted name: files are pulled whole. */
function choose(tests: readonly Test[], { find, prefix }: PullOptions): readonly Chosen[] {
  const before = remoteName(prefix, '')
  const ours = tests
    .filter(({ name = '' }) => name.startsWith(before))
    .map((test) => ({ test, id: test.id, name: (test.name ?? '').slice(before.length) }))
    .toSorted((a, b) => a.id - b.id)
  const places = layOutFiles(ours)
  const chosen = ours.flatMap(({ test, name }) => {
    const place = places.get(test.id)
    return place ? [{ test, name, place }] : []
  })
  const files = new Set(
    chosen.filter(({ name }) => find.name?.test(name) ?? true).map(({ place }) => place.spec),
  )
  return chosen.filter(({ place }) => files.has(place.spec))
}

/** Why a test is not to be pulled at all. */
function whyNot(
  { name, place }: Chosen,
  { marker: mark }: CurrentTest,
  { declared, directory, prefix }: PullOptions & { readonly declared: readonly Declaration[] },
): string | undefined {
  if (mark && mark.prefix !== prefix) return `belongs to the prefix '${mark.prefix}'`
  const other = declared.find(({ id, file }) => id === name && file !== join(directory, place.spec))
  return other && `is declared already, in ${other.file}`
}
