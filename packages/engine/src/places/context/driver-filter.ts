import { jsonValueOf } from '@loadero-test/core/internal'
import { paramsInContext } from './context-rules.js'

/** What a driver's connection to a browser may say and see: one context of it. */
export interface DriverFilter {
  /** What becomes of a command: it is sent to the browser, or answered in its place. */
  command(text: string): { readonly send: string } | { readonly answer: string }
  /** The text of a response or event for the driver; undefined for one about another context. */
  message(text: string): string | undefined
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
}
type Fields = Readonly<Record<string, unknown>>

/** Commands of the browser itself that a driver may use. */
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
/** Of a command that the filter reads although it is for a page. A quotation mark within a text has a backslash. */
const readCommand = /"method":\s*"(?:Browser|Storage|Target|Tracing)\./
/** The end of a message of a page, frame or worker; the browser writes it last. */
const sessionAtEnd = /"sessionId":\s*"[^"]+"\s*\}$/
const tailLength = 100

/** Messages of pages are not parsed: they are many, and some are large. */
export function createDriverFilter(contextId: string): DriverFilter {
  const ownTargets = new Set<string>()
  /** Ids of commands that are answered with targets. */
  const pending = new Map<number, string>()

  const isOwn = (info: unknown) => {
    const { browserContextId, targetId } = Object(info) as Fields
    const own = browserContextId === contextId
    if (own && typeof targetId === 'string') ownTargets.add(targetId)
    return own
  }
  const refusalOf = ({ method = '', sessionId, params }: Message) => {
    if (refusedCommands.test(method) || (!sessionId && !allowedCommands.has(method)))
      return `${method} is not available: participants share the browser`
    const targetId = params?.['targetId']
    if (!sessionId && targetId !== undefined && !ownTargets.has(String(targetId)))
      return 'No target with given id found'
    return undefined
  }
  return {
    command(text) {
      if (!readCommand.test(text) && sessionAtEnd.test(text.slice(-tailLength))) return { send: text }
      const message = Object(jsonValueOf(text)) as Message
      const { id = 0, method = '', sessionId, params = {} } = message
      const refusal = refusalOf(message)
      if (refusal !== undefined)
        return { answer: JSON.stringify({ id, error: { code: -32_000, message: refusal }, sessionId }) }
      if (!sessionId) pending.set(id, method)
      return { send: JSON.stringify({ ...message, params: paramsInContext(method, params, contextId) }) }
    },
    message(text) {
      if (sessionAtEnd.test(text.slice(-tailLength))) return text
      const message = Object(jsonValueOf(text)) as Message
      const { id, result, params = {} } = message
      if (id !== undefined) {
        const method = pending.get(id)
        pending.delete(id)
        if (method === 'Target.createTarget' && typeof result?.['targetId'] === 'string')
          ownTargets.add(result['targetId'])
        const infos = result?.['targetInfos']
        if (!Array.isArray(infos)) return text
        return JSON.stringify({ ...message, result: { ...result, targetInfos: infos.filter(isOwn) } })
      }
      if (params['targetInfo'] !== undefined) return isOwn(params['targetInfo']) ? text : undefined
      const { targetId } = params
      return targetId === undefined || ownTargets.has(String(targetId)) ? text : undefined
    },
  }
}
