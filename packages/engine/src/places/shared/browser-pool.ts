import type { BrowserOptions, BrowserProcess } from '../../browser/browser.js'
import type { BrowserRequest } from '../../participant/place.js'
import { EngineError } from '../../process/errors.js'
import { createProcessGroups } from '../../process/process-groups.js'
import { openWorkspace, type ProcessContext } from '../../process/workspace.js'
import { type BrowserContext, shareBrowser } from './contexts.js'
import { startDriverEndpoint } from './driver-endpoint.js'

/** How many participants may be lost with one browser. */
const maxContexts = 10
/** Of a browser in all: what it and its connection remember of those that have ended grows. */
const maxContextsEver = 100

export interface SharedBrowser extends Pick<BrowserProcess, 'cdp' | 'port' | 'ended'> {
  readonly isShared: true
  /** Port of the DevTools of all its pages, on 127.0.0.1. */
  readonly debuggingPort: number
}

interface PooledBrowser {
  readonly started: Promise<{
    readonly browser: BrowserProcess
    readonly openContext: () => Promise<BrowserContext>
  }>
  /** Also ends one that has not started yet. */
  readonly end: () => Promise<void>
  users: number
  usersEver: number
}

/** Creates the function that gives each participant a context of a browser. A browser ends with its last participant. */
export function createBrowserPool(
  startBrowser: (own: Pick<BrowserOptions, 'groups' | 'workspace'>) => Promise<BrowserProcess>,
  { env, watchdog, workRoot }: ProcessContext,
): (request: Pick<BrowserRequest, 'job' | 'cleanup'>) => Promise<SharedBrowser> {
  const open = new Set<PooledBrowser>()

  const addBrowser = () => {
    const workspace = openWorkspace(workRoot, env)
    const groups = createProcessGroups(watchdog)
    const start = async () => {
      const browser = await startBrowser({ groups, workspace })
      return { browser, openContext: await shareBrowser(browser.cdp) }
    }
    const end = async () => {
      open.delete(added)
      await groups.killAll()
      workspace.remove()
    }
    const added: PooledBrowser = { started: start(), end, users: 0, usersEver: 0 }
    open.add(added)
    // One that has ended, or did not start, gets no more participants.
    const remove = () => void open.delete(added)
    added.started.then(({ browser }) => browser.ended).then(remove, remove)
    return added
  }

  return async ({ job, cleanup }) => {
    refuseFeeds(job.participant)
    const isFree = (one: PooledBrowser) => one.users < maxContexts && one.usersEver < maxContextsEver
    const pooled = [...open].find(isFree) ?? addBrowser()
    pooled.users++
    pooled.usersEver++
    let context: BrowserContext | undefined
    let hasEnded = false
    cleanup.add(async () => {
      hasEnded = true
      pooled.users--
      await (pooled.users === 0 ? pooled.end() : context?.dispose())
    })
    const { browser, openContext } = await pooled.started
    context = await openContext()
    if (hasEnded) await context.dispose()
    return {
      cdp: context.cdp,
      port: await startDriverEndpoint(browser.url, context, cleanup),
      ended: browser.ended.then(({ reason }) => ({
        reason: `${reason}; participants shared it`,
        // It may have ended because of the page of another participant.
        fromOutside: true,
      })),
      isShared: true,
      debuggingPort: browser.port,
    }
  }
}

/** The feeds of a browser are those of all its pages. */
function refuseFeeds({ audio_feed: audio, video_feed: video }: BrowserRequest['job']['participant']): void {
  const feed = [audio, video].find((one) => one !== undefined && one !== 'default')
  if (feed === undefined) return
  throw new EngineError(
    `The participant has the feed ${feed}, and participants that share a browser cannot have feeds. Use isolation 'browser'`,
  )
}
