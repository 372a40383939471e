import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { jsonValueOf } from '@loadero-test/core/internal'
import { type PageVital, webVitals, writePageLine } from '@loadero-test/metrics'
import type { CdpTarget } from '../cdp/targets.js'
import { createRequestCounter } from './request-counter.js'

/** What goes wrong in the pages of a participant, and how fast they load. */
export interface PageMetrics {
  /** Counts from now on. */
  start(): void
  /** Counts no more. */
  stop(): void
  /** The line at the end of the `browser` log; empty when they were never started. */
  toLine(): string
  /** Counts what the target reports, from before the page's own code. */
  watch(target: CdpTarget): Promise<void>
}

const binding = '__loaderoTestPageVital'
/** JavaScript of the page does not see what runs in this world. */
const worldName = 'loadero-test'
const source = [
  readFileSync(createRequire(import.meta.url).resolve('web-vitals'), 'utf8'),
  readFileSync(new URL('../../page/web-vitals.js', import.meta.url), 'utf8'),
].join('\n')

/** @param now milliseconds since the epoch */
export function createPageMetrics(now: () => number = Date.now): PageMetrics {
  const counts: Record<string, Record<string, number>> = {}
  const vitals = new Map<string, PageVital>()
  const requests = createRequestCounter({ count, isCounting: () => isCounting() })
  let startMs: number | undefined
  let endMs: number | undefined
  const isCounting = () => startMs !== undefined && endMs === undefined

  /** Returns a function that takes the event back. */
  function count(path: string): () => void {
    if (startMs === undefined || endMs !== undefined) return () => {}
    const second = Math.max(0, Math.floor((now() - startMs) / 1_000))
    const own = (counts[path] ??= {})
    const add = (change: number) => void (own[second] = (own[second] ?? 0) + change)
    add(1)
    return () => add(-1)
  }

  function addVital(payload: string): void {
    const { name, id, value } = Object(jsonValueOf(payload)) as Readonly<Record<string, unknown>>
    const vital = webVitals.find((each) => each === String(name).toLowerCase())
    if (!isCounting() || vital === undefined || typeof value !== 'number') return
    vitals.set(`${vital} ${String(id)}`, { name: vital, atMs: now(), value })
  }

  return {
    start: () => void (startMs ??= now()),
    stop: () => void (endMs ??= now()),
    toLine() {
      if (startMs === undefined) return ''
      return writePageLine({
        startMs,
        endMs: endMs ?? now(),
        hosts: [...requests.hosts],
        counts,
        vitals: [...vitals.values()],
      })
    },
    async watch(target) {
      const { type, session } = target
      const errors = new Map<number, () => void>()
      session.on('Runtime.exceptionThrown', ({ exceptionDetails: { exceptionId } }) => {
        const undo = count('page/errors')
        if (exceptionId !== undefined) errors.set(exceptionId, undo)
      })
      // A rejection that the page handles later is not an error.
      session.on('Runtime.exceptionRevoked', ({ exceptionId }) => errors.get(exceptionId)?.())
      requests.watch(target)
      if (type !== 'page') return
      session.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name === binding) addVital(payload)
      })
      await Promise.allSettled([
        session.send('Page.enable'),
        session.send('Runtime.addBinding', { name: binding, executionContextName: worldName }),
        session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName, runImmediately: true }),
      ])
    },
  }
}
