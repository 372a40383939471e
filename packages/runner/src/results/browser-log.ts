import { stripVTControlCharacters } from 'node:util'
import type { LogEntry } from '../model/timed/timeline.js'
import { readLines } from './read-lines.js'

/** What went wrong in the pages of a participant: the first errors of each kind, in the order of the log. */
export interface BrowserProblems {
  readonly pageErrors: readonly LogEntry[]
  readonly failedRequests: readonly LogEntry[]
}

const maxProblems = 5
const maxCharacters = 300

/** Reads a browser's log from the local engine, from Loadero, or of Selenium. Lines that are not errors are skipped. */
export async function readBrowserLog(chunks: AsyncIterable<Uint8Array>): Promise<BrowserProblems> {
  const pageErrors: LogEntry[] = []
  const failedRequests: LogEntry[] = []
  for await (const line of readLines(chunks)) {
    const [, time, text] = errorLine.exec(stripVTControlCharacters(line)) ?? []
    if (text === undefined) continue
    const list = requestError.test(text) ? failedRequests : pageErrors
    const atMs = Date.parse(time ?? '')
    if (list.length < maxProblems)
      list.push({ ...(!Number.isNaN(atMs) && { atMs }), text: text.slice(0, maxCharacters) })
  }
  return { pageErrors, failedRequests }
}

/** A time, a level and a text: `2026-01-31T12:00:00.000Z exception …`, `[2026-01-31T12:00:00Z] [SEVERE] …`. */
const errorLine =
  /^(?:\[?(\d{4}-\d\d-\d\d[T ][\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d)?)\]? )?\[?(?:exception|crash|error|SEVERE|ERROR)\]?:? (.+)$/

const requestError = /Failed to load resource|net::ERR_|the server responded with a status of/
