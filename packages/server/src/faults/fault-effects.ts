import { type Page, systemClock } from '@loadero-test/core'
import { jsonResponse } from '../http/respond.js'
import type { FaultEffect } from './faults.js'

/** Thrown in place of a response: the owner of the socket sends what it holds, and closes the connection. */
export class ConnectionCutError extends Error {
  /** The beginning of the response. Undefined when nothing is sent. */
  readonly sent:
    { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array } | undefined

  constructor(sent?: ConnectionCutError['sent']) {
    super('The connection was cut')
    this.name = 'ConnectionCutError'
    this.sent = sent
  }
}

/**
 * The response with the fault applied. A status, and a cut before the first byte, keep the request from being
 * carried out. All other effects change its response.
 */
export async function applyFaultEffect(
  effect: FaultEffect,
  respond: () => Promise<Response>,
): Promise<Response> {
  if ('status' in effect) return createStatusResponse(effect)
  if ('latencyMs' in effect) {
    // Real time, not the time of the app: a virtual clock stops while a request is in progress.
    await systemClock.sleep(effect.latencyMs)
    return respond()
  }
  if ('cutAfterBytes' in effect && effect.cutAfterBytes === 0) throw new ConnectionCutError()
  const response = await respond()
  const { status } = response
  const headers = new Headers(response.headers)
  if ('cutAfterBytes' in effect) {
    const body = new Uint8Array(await response.arrayBuffer())
    // The `content-length` promises more than the bytes that are sent.
    headers.set('content-length', String(Math.max(body.length, effect.cutAfterBytes + 1)))
    throw new ConnectionCutError({ status, headers, bytes: body.slice(0, effect.cutAfterBytes) })
  }
  if ('row' in effect) return changeRows(response, effect.row)
  const text = await response.text()
  const body = effect.body === 'truncated' ? text.slice(0, Math.floor(text.length / 2)) : `<!-- ${text}`
  return new Response(status === 204 ? null : body, { status, headers })
}

// Observed texts of the service where they are known. The others are assumed.
const errorTexts: Readonly<Record<number, string>> = {
  401: 'Failed to get access token',
  403: 'Access token scope criteria not met',
  404: 'Test not found',
  409: 'Run is still in progress',
  413: 'Request body too large',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
}

function createStatusResponse(effect: Extract<FaultEffect, { status: number }>): Response {
  const { status, as, retryAfter, error = errorTexts[status] ?? 'Injected fault' } = effect
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter })
  if (as === 'empty') return new Response(null, { status, headers })
  if (as === 'html') {
    const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>\n`
    headers.set('content-type', 'text/html')
    return new Response(page, { status, headers })
  }
  const errors = { name: ['This field is required'] }
  const response = jsonResponse(status === 422 ? { code: status, errors } : { code: status, error }, status)
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

/** A list with its first row twice, or without it. Other responses do not change. */
async function changeRows(response: Response, how: 'duplicated' | 'missing'): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return response
  const body = (await response.clone().json()) as Partial<Page<unknown>>
  if (!Array.isArray(body.results)) return response
  const [first, ...others] = body.results as unknown[]
  const results = how === 'missing' || first === undefined ? others : [first, first, ...others]
  return jsonResponse({ ...body, results }, response.status)
}
