import { readFileSync } from 'node:fs'
import { jsonValueOf } from '@loadero-test/core/internal'
import {
  addReports,
  connectionOf,
  createWebrtcLog,
  type StatsReport,
  type UserMediaEntry,
  type WebrtcLog,
} from '@loadero-test/metrics'
import type { CdpTarget } from '../cdp/targets.js'

/** The statistics and events of all peer connections of a participant. */
export interface PeerConnections {
  readonly log: WebrtcLog
  /** Resolves when a page first asks for media or creates a peer connection. */
  readonly used: Promise<void>
  /** Makes each frame of the target report its connections, from before the page's own code. */
  watch(target: CdpTarget): Promise<void>
}

/** The function in a page that sends to the engine. */
const binding = '__loaderoTestPeerConnections'
const source = readFileSync(new URL('../../page/peer-connections.js', import.meta.url), 'utf8')

/**
 * Starts without connections.
 * @param onUserMediaFailure is called with `getUserMedia failed: NotAllowedError: Permission denied` when it happens
 */
export function watchPeerConnections(onUserMediaFailure: (message: string) => void): PeerConnections {
  const recorder = createWebrtcRecorder(onUserMediaFailure)
  const { log } = recorder
  let onUse = () => {}
  const used = new Promise<void>((resolve) => (onUse = resolve))
  return {
    log,
    used,
    async watch({ type, session }) {
      if (type !== 'page' && type !== 'iframe') return
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name !== binding) return
        recorder.add(payload)
        if (hasMedia(log)) onUse()
      })
      await Promise.allSettled([
        session.send('Page.enable'),
        session.send('Runtime.addBinding', { name: binding }),
        session.send('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true }),
      ])
    },
  }
}

/** Whether a page has asked for media or created a peer connection. */
export function hasMedia({ connections, userMedia }: WebrtcLog): boolean {
  return connections.size > 0 || userMedia.length > 0
}

function isFields(value: unknown): value is StatsReport {
  return typeof value === 'object' && value !== null
}

/** More than two hours of one connection, which sends some 11 kB a second. */
const maxCharacters = 100_000_000

/** Adds what `page/peer-connections.js` sends to a log. Anything else, which the page itself may send, is ignored. */
export function createWebrtcRecorder(onUserMediaFailure: (message: string) => void = () => undefined) {
  const log = createWebrtcLog()
  const documents = new Map<string, number>()
  let characters = 0

  return {
    log,
    add(payload: string): void {
      const fields = jsonValueOf(payload)
      if (!isFields(fields)) return
      const {
        document,
        kind,
        userAgent,
        connection: number,
        configuration,
        url,
        at,
        type,
        value,
        reports,
      } = fields
      if (typeof document !== 'string') return
      const documentNumber = documents.get(document) ?? documents.size + 1
      documents.set(document, documentNumber)
      characters += payload.length
      if (kind === 'document' && typeof userAgent === 'string') log.userAgent = userAgent
      const entry =
        kind === 'userMedia' && userMediaEntryOf(fields, `${documentNumber}-${String(fields['request'])}`)
      if (entry) log.userMedia.push(entry)
      if (entry && entry.error !== undefined)
        onUserMediaFailure(`${entry.kind} failed: ${entry.error}: ${entry.errorMessage ?? ''}`)
      if (typeof number !== 'number') return
      const connection = connectionOf(log, `${documentNumber}-${number}`)
      if (kind === 'connection') {
        connection.url = String(url)
        connection.configuration = String(configuration)
      }
      if (kind === 'stats' && Array.isArray(reports)) {
        addReports(connection, reports.filter(isFields), characters < maxCharacters ? 'all' : 'used')
      }
      if (
        kind === 'update' &&
        typeof at === 'number' &&
        typeof type === 'string' &&
        characters < maxCharacters
      ) {
        connection.updates.push({ atMs: at, type, value: String(value) })
      }
    },
  }
}

function userMediaEntryOf(fields: StatsReport, request: string): UserMediaEntry | undefined {
  const { at, call, isCall, url, audio, video, error, errorMessage, streamId } = fields
  if (typeof at !== 'number' || (call !== 'getUserMedia' && call !== 'getDisplayMedia')) return undefined
  return {
    atMs: at,
    request,
    kind: call,
    ...(typeof audio === 'string' && { audio }),
    ...(typeof video === 'string' && { video }),
    ...(isCall === true && { url: String(url) }),
    ...(typeof error === 'string' && { error, errorMessage: String(errorMessage) }),
    ...(typeof streamId === 'string' && { streamId }),
  }
}
