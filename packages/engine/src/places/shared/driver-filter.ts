import { jsonValueOf } from '@loadero-test/core/internal'
import { paramsInContext, targetsOfContext } from './context-rules.js'

/** What a driver may say to a shared browser and see of it: one context. */
export interface DriverFilter {
  /** What becomes of a command: it is sent to the browser, or answered in its place. */
  command(text: string): { readonly send: string } | { readonly answer: string }
  /** The text of a response or event for the driver; undefined for one that does not concern its context. */
  message(text: string): string | undefined
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: { readonly targetId?: unknown; readonly targetInfo?: TargetInfo }
  readonly result?: { readonly targetId?: unknown; readonly targetInfos?: readonly TargetInfo[] }
}

interface TargetInfo {
  readonly targetId?: string
  readonly browserContextId?: string
}

/** Commands to the browser itself that concern one context or change nothing. */
const allowedCommands = new Set([
  'Browser.getVersion',
  'Browser.getWindowBounds',
  'Browser.getWindowForTarget',
  'Browser.grantPermissions',
  'Browser.resetPermissions',
  'Browser.setDownloadBehavior',
  'Browser.setPermission',
  'Browser.setWindowBounds',
  'Storage.clearCookies',
  'Storage.getCookies',
  'Storage.setCookies',
  'Target.activateTarget',
  'Target.attachToTarget',
  'Target.closeTarget',
  'Target.createTarget',
  'Target.detachFromTarget',
  'Target.getTargetInfo',
  'Target.getTargets',
  'Target.setDiscoverTargets',
])
/** Commands that affect the whole browser, also when they are sent to a page. */
const refusedCommands =
  /^(?:Browser\.(?:close|crash\w*|executeBrowserCommand)|Target\.(?:(?:create|dispose)BrowserContext|exposeDevToolsProtocol|setRemoteLocations)|Tracing\.\w+)$/
/** A command that is read although it is for a page. Within a text, the quotation marks would be escaped. */
const readCommand = /"method":\s*"(?:Browser|Storage|Target|Tracing)\./
/** The same for an event of a page's session, which names a target that the driver may later name to the browser. */
const readEvent = /"method":\s*"Target\.attachedToTarget"/
/** A message from or to a page, frame or worker: browser and driver write its session last. */
const sessionAtEnd = /"sessionId":\s*"[^"]+"\s*\}$/
const maxTailCharacters = 100

/** What a connection leads to; a message without a session is for it. */
export type DriverConnection = 'browser' | 'page'

/**
 * Filters one connection. Most messages of pages are not parsed: they are many, and some are large.
 * @param ownTargets ids of the targets of the context, as far as its driver knows them; those of new ones are added
 */
export function createDriverFilter(
  connection: DriverConnection,
  contextId: string,
  ownTargets: Set<unknown>,
): DriverFilter {
  /** Ids of the commands to the browser itself that create a target. */
  const creations = new Set<number>()

  const ownOf = (infos: readonly TargetInfo[]) => {
    const own = targetsOfContext(infos, contextId)
    for (const { targetId } of own) ownTargets.add(targetId)
    return own
  }
  const refusalOf = ({ method = '', sessionId, params = {} }: Message) => {
    const isForBrowser = connection === 'browser' && !sessionId
    if (refusedCommands.test(method) || (isForBrowser && !allowedCommands.has(method)))
      return `${method} is not available: participants share the browser`
    const isUnknown = !sessionId && params.targetId !== undefined && !ownTargets.has(params.targetId)
    return isUnknown ? 'No target with given id found' : undefined
  }
  return {
    command(text) {
      if (hasSession(text) && !readCommand.test(text)) return { send: text }
      const message = parse(text)
      const { id = 0, method = '', sessionId, params = {} } = message
      const refusal = refusalOf(message)
      if (refusal !== undefined)
        return { answer: JSON.stringify({ id, error: { code: -32_000, message: refusal }, sessionId }) }
      if (!sessionId && method === 'Target.createTarget') creations.add(id)
      return { send: JSON.stringify({ ...message, params: paramsInContext(method, params, contextId) }) }
    },
    message(text) {
      if (hasSession(text) && !readEvent.test(text)) return text
      const message = parse(text)
      const { id, method = '', params = {}, result } = message
      if (id === undefined) {
        // The browser reports downloads, for example, without their context.
        if (!method.startsWith('Target.')) return connection === 'page' ? text : undefined
        const isOwn = params.targetInfo
          ? ownOf([params.targetInfo]).length > 0
          : params.targetId === undefined || ownTargets.has(params.targetId)
        return isOwn ? text : undefined
      }
      if (creations.delete(id) && result) ownTargets.add(result.targetId)
      if (!result?.targetInfos) return text
      return JSON.stringify({ ...message, result: { ...result, targetInfos: ownOf(result.targetInfos) } })
    },
  }
}

function hasSession(text: string): boolean {
  return sessionAtEnd.test(text.slice(-maxTailCharacters))
}

function parse(text: string): Message {
  return Object(jsonValueOf(text)) as Message
}
