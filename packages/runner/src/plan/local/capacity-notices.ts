import { plural } from '@loadero-test/core/internal'
import type { Notice } from '../../model/session.js'
import { participantCount, type SpecTest } from '../../model/spec.js'

/** How many participants a machine runs at a time without becoming the limit of what they measure. */
export interface LocalCapacity {
  /** Participants that only view pages. The others wait for a free slot. */
  readonly pages: number
  /** Participants in a call, whose audio and video need CPU all the time. */
  readonly calls: number
}

/**
 * Warns before the run about tests, and about runs at a time, that have more participants than the machine can run
 * without overload.
 */
export function capacityNotices(
  tests: readonly SpecTest[],
  { pages, calls }: LocalCapacity,
  concurrency: number,
): readonly Notice[] {
  const loads = tests.map((test) => {
    const participants = participantCount(test)
    const isCall = measuresMedia(test)
    return { test, participants, isCall, share: participants / (isCall ? calls : pages) }
  })
  const own = loads
    .filter(({ share }) => share > 1)
    .map(({ test, participants, isCall }): Notice => {
      const limit = isCall ? calls : pages
      const effect = isCall
        ? 'the others make the measured audio and video worse'
        : 'the others start late, after participants that have ended'
      const message = `${plural(participants, 'participant')} are more than the ${limit} that this machine can run without overload: ${effect}. Use fewer, or run the test at Loadero.`
      return { severity: 'warning', test, message }
    })
  if (own.length > 0) return own
  const together = loads.toSorted((a, b) => b.share - a.share).slice(0, concurrency)
  if (together.reduce((sum, { share }) => sum + share, 0) <= 1) return []
  const participants = together.reduce((sum, load) => sum + load.participants, 0)
  const message = `${plural(together.length, 'run')} at a time have up to ${plural(participants, 'participant')}, more than this machine can run without overload. Use --concurrency 1 or --max-participants.`
  return [{ severity: 'warning', message }]
}

/** How many participants of a test the machine can run without overload. */
export function maxLocalParticipants(test: SpecTest, { pages, calls }: LocalCapacity): number {
  return measuresMedia(test) ? calls : pages
}

/** Whether the test checks what is measured of calls. */
function measuresMedia({ spec: { asserts, expects } }: SpecTest): boolean {
  const paths = [...asserts.map(({ path }) => path), ...expects.flatMap(({ metric }) => metric?.path ?? [])]
  return paths.some((path) => /^(?:webrtc|mos|quality)\//.test(path))
}
