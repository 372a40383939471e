import { type Page, systemClock } from '@loadero-test/core'
import type { FaultEffect } from './faults.js'
import { jsonResponse } from '../http/respond.js'

/** Thrown instead of an answer: whoever holds the socket sends what had begun, and cuts it. */
export class ConnectionCutError extends Error {
  readonly sent:
    { readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array } | undefined

  constructor(begun?: ConnectionCutError['sent']) {
    super('The connection was cut')
    this.name = 'ConnectionCut'
    this.sent = begun
  }
}

/**
 * The answer as the fault leaves it. A status, and a cut before the first byte, keep the request from being
 * carried out at all; everything else happens to its answer.
 */
export async function applyFaultEffect(
  effect: FaultEffect,
  answer: () => Promise<Response>,
): Promise<Response> {
  if ('status' in effect) return refused(effect)
  if ('latencyMs' in effect) {
    // Real time, whatever the app's clock: a virtual one stands still while a request is under way.
    await systemClock.sleep(effect.latencyMs)
    return answer()
  }
  if ('cutAfterBytes' in effect) {
    throw effect.cutAfterBytes === 0
      ? new ConnectionCutError()
      : await begun(await answer(), effect.cutAfterBytes)
  }
  return 'body' in effect ? spoilt(await answer(), effect.body) : recounted(await answer(), effect.row)
}

type StatusEffect = Extract<FaultEffect, { status: number }>

function refused({ status, error, as, retryAfter }: StatusEffect): Response {
  const response = pageOf(status, error ?? texts[status] ?? 'Injected fault', as)
  if (retryAfter !== undefined) response.headers.set('retry-after', retryAfter)
  return response
}

// The service's own words where they are known; nobody has seen the others.
const texts: Readonly<Record<number, string>> = {
  401: 'Failed to get access token',
  403: 'Access token scope criteria not met',
  404: 'Test not found',
  409: 'Run is still in progress',
  413: 'Request body too large',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Service unavailable',
}

function pageOf(status: number, error: string, as: StatusEffect['as']): Response {
  if (as === 'empty') return new Response(null, { status })
  if (as === undefined) {
    const field = { name: ['This field is required'] }
    return jsonResponse(status === 422 ? { code: status, errors: field } : { code: status, error }, status)
  }
  const body = `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>\n`
  return new Response(body, { status, headers: { 'content-type': 'text/html' } })
}

/** An answer that promises more than it will send. */
async function begun(response: Response, bytes: number): Promise<ConnectionCutError> {
  const whole = new Uint8Array(await response.arrayBuffer())
  const promised = new Headers(response.headers)
  promised.set('content-length', String(Math.max(whole.length, bytes + 1)))
  return new ConnectionCutError({ status: response.status, headers: promised, bytes: whole.slice(0, bytes) })
}

async function spoilt(response: Response, how: 'truncated' | 'garbled'): Promise<Response> {
  const text = await response.text()
  const { status, headers } = response
  const body = how === 'truncated' ? text.slice(0, Math.floor(text.length / 2)) : `<!-- ${text}`
  return new Response(status === 204 ? null : body, { status, headers })
}

/** A list with its first row twice, or without it; other answers are left alone. */
async function recounted(response: Response, how: 'duplicated' | 'missing'): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return response
  const answer = (await response.clone().json()) as Partial<Page<unknown>>
  if (!Array.isArray(answer.results)) return response
  const [first, ...others] = answer.results as unknown[]
  const results = how === 'missing' || first === undefined ? others : [first, first, ...others]
  return jsonResponse({ ...answer, results }, response.status)
}
