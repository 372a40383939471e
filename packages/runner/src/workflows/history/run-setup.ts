import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoaderoClient, Result, Run, RunParticipant } from '@loadero-test/core'
import { browserFamilyOf, isBrowserAlias, writeFileAtomic } from '@loadero-test/core/internal'
import { schemas } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'
import { allParticipants, type TestSpec } from '../../model/spec.js'
import { parseMarker } from '../../model/wire/ownership-marker.js'
import { keyOf } from '../../plan/content.js'
import { readParticipants } from '../../results/collect-results.js'

/** What two runs must have in common, so that their values can be compared. */
export interface RunSetup {
  /** Hash of the script, without the ownership marker. */
  readonly script: string
  /** Hash of the mode and of all participants. */
  readonly participants: string
}

export interface ReadOptions {
  readonly client: LoaderoClient
  /** Absent where the runs of another session have the same ids. */
  readonly cacheDirectory: string | undefined
  readonly signal: AbortSignal
  /** Called before requests. @throws RequestLimitError when they would be too many */
  readonly countRequests: (requests: number) => void
}

/** An ended run as it was executed: its script, its participants, and the list of its results. */
export interface FrozenRun {
  readonly script: string
  readonly participants: readonly RunParticipant[]
  /** As in the list, without metrics. */
  readonly results: readonly Result[]
}

const frozenRunSchema = z.object({
  created: z.string().optional(),
  script: z.string(),
  participants: z.array(schemas.runParticipantSchema),
  results: z.array(schemas.resultSchema),
})

/** Reads an ended run, which does not change any more, from the cache if it is there. */
export async function readFrozenRun(run: Run, options: ReadOptions): Promise<FrozenRun> {
  const { client, cacheDirectory, signal, countRequests } = options
  const directory = cacheDirectory && join(cacheDirectory, `run-${run.id}`)
  const file = directory && join(directory, 'run.json')
  if (file && existsSync(file)) {
    try {
      const cached = frozenRunSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
      if (cached.success && cached.data.created === run.created) return cached.data
    } catch {
      // It is damaged, and read again.
    }
    // A server that was set up again gives the same ids to other runs.
    await rm(directory, { recursive: true, force: true })
  }
  countRequests(3)
  const { script_file_id: fileId } = run
  const content = fileId === undefined ? undefined : (await client.files.get(fileId, { signal })).content
  const { participants } = await readParticipants(run, { client, signal })
  const results: Result[] = []
  for await (const row of client.run(run.id).results.all({}, { signal })) results.push(row)
  // Further pages of both lists.
  countRequests(2 * (Math.ceil((results.length || 1) / 100) - 1))
  const script = content === undefined ? `unknown script of run ${run.id}` : parseMarker(content).script
  const frozen = { script: hash('sha256', script).slice(0, 16), participants, results }
  if (file) await writeFileAtomic(file, [JSON.stringify({ created: run.created, ...frozen })])
  return frozen
}

/**
 * What a run has in common with comparable ones.
 * @param spec a browser that it names without a version may have any version
 */
export function setupOf(
  { test_mode: mode }: Run,
  { script, participants }: FrozenRun,
  spec: Pick<TestSpec, 'groups' | 'participants'>,
): RunSetup {
  const floating = new Set(
    allParticipants(spec).flatMap(({ browser }) => (isBrowserAlias(browser) ? browserFamilyOf(browser) : [])),
  )
  const profiles = participants.map((one) => {
    const { browser = '', network, location, compute_unit, audio_feed, video_feed, record_audio } = one
    const family = browserFamilyOf(browser)
    return {
      group: one.group_name ?? '',
      name: one.participant_name,
      browser: floating.has(family) ? family : browser,
      network,
      location,
      compute_unit,
      audio_feed,
      video_feed,
      record_audio: record_audio ?? false,
    }
  })
  return { script, participants: hash('sha256', keyOf({ mode, profiles })).slice(0, 16) }
}
