import { join } from 'node:path/posix'
import { languages, type LoaderoClient, type Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { Declaration } from '../model/spec.js'
import { contentOf, type CurrentTest, readCurrent } from '../plan/current.js'
import { isManaged, remoteName, specName } from '../plan/identity.js'
import { createRemoteScriptReader } from '../plan/scripts.js'
import { verifyDrafts } from './verify-drafts.js'
import { draft, draftFiles } from '../pull/draft.js'
import { layOutFiles, type FilePlace } from '../pull/file-layout.js'
import { writeFiles } from '../pull/write-files.js'
import { discover } from '../collect/discover/discover.js'
import { findTests, type FindOptions } from '../collect/find-tests.js'

export interface PullOptions {
  /** The root is where specs are searched; the name selects tests at Loadero. */
  readonly find: FindOptions
  /** Of the tests to pull; empty for none. */
  readonly prefix: string
  /** Where files are written, relative to the root, with forward slashes. */
  readonly directory: string
  /** Replace files that exist. */
  readonly overwrite: boolean
}

export interface PullResult {
  readonly tests: readonly PulledTest[]
  /** Tests that were not pulled. */
  readonly leftOut: readonly UnpulledTest[]
  /** Files that were written, relative to the root. Files that did not change are left out. */
  readonly files: readonly string[]
  /** Specs that no session finds, because the globs of specs do not match them. */
  readonly unseen: readonly string[]
}

export interface PulledTest {
  readonly name: string
  /** The spec file, relative to the root. */
  readonly file: string
  /** Why the test is marked skip in the spec; empty when it can run. */
  readonly flaws: readonly string[]
  /** A push changes only managed tests. */
  readonly isManaged: boolean
}

export interface UnpulledTest {
  readonly name: string
  readonly reason: string
}

/**
 * Writes tests of Loadero as spec and script files. A plan right after changes nothing. A test that a spec cannot
 * express completely is written as far as possible, and marked skip.
 * @throws UserError when files would be overwritten; then no file is written
 */
export async function pullTests(
  client: LoaderoClient,
  options: PullOptions,
  signal?: AbortSignal,
): Promise<PullResult> {
  const { find, directory, prefix, overwrite } = options
  const [{ language = 'javascript' }, listed, { declared }] = await Promise.all([
    client.project({ signal }),
    client.tests.list({}, { signal }),
    findTests({ ...find, filters: [], signal }),
  ])
  const known = languages.find((one) => one === language)
  if (!known) {
    throw new UserError(
      'plan',
      `the project's scripts are in ${language}, which this version does not support`,
    )
  }
  const drafting = { language: known, settings: find.settings?.participant ?? {} }
  const selected = selectTests(listed.results, options)
  const readScripts = createRemoteScriptReader(client, listed.results.length, signal)
  const scripts = await readScripts(selected.map(({ test }) => test))
  const found = await Promise.all(
    selected.map(async (one) => {
      const current = await readCurrent(client, one.test, scripts.get(one.test.id) ?? '', signal)
      return { ...one, current, reason: reasonToLeaveOut(one, current, { declared, ...options }) }
    }),
  )
  const drafts = await verifyDrafts(
    found.flatMap(({ place, current, reason }) => {
      if (reason !== undefined) return []
      const { id, body } = current.test
      return [{ current, draft: draft(contentOf(current), { id, script: body.script, place, ...drafting }) }]
    }),
    { find, prefix },
  )
  signal?.throwIfAborted()
  const files = await writeFiles(find.root, draftFiles(drafts, directory), { overwrite })
  const { allFiles } = await discover({ root: find.root, include: find.include })
  const owner = { project: client.projectId, prefix }
  const managed = new Set(
    found
      .filter(({ test, current }) => isManaged(test.name, current.marker, owner))
      .map(({ test }) => test.id),
  )
  const tests = drafts.map(({ id, titles, spec, problems }): PulledTest => ({
    name: titles.join(' > '),
    file: join(directory, spec),
    flaws: problems,
    isManaged: managed.has(id),
  }))
  return {
    tests,
    files,
    unseen: [...new Set(tests.map(({ file }) => file))].filter((file) => !allFiles.includes(file)),
    leftOut: found.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }])),
  }
}

interface SelectedRemoteTest {
  readonly test: Test
  /** Without the prefix. */
  readonly name: string
  readonly place: FilePlace
}

/** Selects the tests of the prefix whose spec file contains a test of the given name: files are pulled whole. */
function selectTests(tests: readonly Test[], { find, prefix }: PullOptions): readonly SelectedRemoteTest[] {
  const nameStart = remoteName(prefix, '')
  const prefixed = tests
    .filter(({ name = '' }) => name.startsWith(nameStart))
    .map((test) => ({ test, id: test.id, name: specName(prefix, test.name ?? '') }))
    .toSorted((a, b) => a.id - b.id)
  const places = layOutFiles(prefixed)
  const selected = prefixed.flatMap(({ test, name }) => {
    const place = places.get(test.id)
    return place ? [{ test, name, place }] : []
  })
  const files = new Set(
    selected.filter(({ name }) => find.name?.test(name) ?? true).map(({ place }) => place.spec),
  )
  return selected.filter(({ place }) => files.has(place.spec))
}

/** Why a test is not pulled at all. */
function reasonToLeaveOut(
  { name, place }: SelectedRemoteTest,
  { marker }: CurrentTest,
  { declared, directory, prefix }: PullOptions & { readonly declared: readonly Declaration[] },
): string | undefined {
  if (marker && marker.prefix !== prefix) return `belongs to the prefix '${marker.prefix}'`
  const other = declared.find(({ id, file }) => id === name && file !== join(directory, place.spec))
  return other && `is already declared in ${other.file}`
}
