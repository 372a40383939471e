import type { MetricDefinition } from './metric-definition.js'

/** What is counted of requests: all that were sent, those without a response, and the responses by class of status. */
export const requestKinds = ['all', 'failed', '2xx', '3xx', '4xx', '5xx'] as const
/** The web vitals of a page load. */
export const webVitals = ['lcp', 'cls', 'inp', 'fcp', 'ttfb'] as const

export type RequestKind = (typeof requestKinds)[number]
/** What a path of requests ends with: a kind, or a single status from 200 to 599. */
type RequestEnding = RequestKind | `${number}`
export type WebVital = (typeof webVitals)[number]

/** A metric of pages per second. A host is one of a URL, with its port where that is not the default. */
export type PageBase =
  | 'page/errors'
  | `page/requests/${RequestEnding}`
  | `page/requests/${string}/${RequestEnding}`
  | `page/vitals/${WebVital}`

/** The metrics of pages without those of single hosts and statuses. */
export const pageBases: readonly PageBase[] = [
  'page/errors',
  ...requestKinds.map((kind) => `page/requests/${kind}` as const),
  ...webVitals.map((vital) => `page/vitals/${vital}` as const),
]

const hostPath = /^(page\/requests)\/[a-z0-9_.:[\]-]+(\/[^/]+)$/

const statusPath = /^(page\/requests\/)([2-5])\d\d$/

/** Whether a path is a metric of pages, without an aggregate. */
export function isPageBase(path: string): path is PageBase {
  return (pageBases as readonly string[]).includes(tablePathOf(path))
}

/** Whether a path counts the responses with a single status, such as `page/requests/404`. */
export function isStatusBase(path: string): boolean {
  return statusPath.test(path.replace(hostPath, '$1$2'))
}

/** The path that describes one of a host or a status: `page/requests/api.example.com/503` → `page/requests/5xx` */
export function tablePathOf(path: string): string {
  return path.replace(hostPath, '$1$2').replace(statusPath, '$1$2xx')
}

const loadCaveat = 'One value for each loaded page, by the package `web-vitals`. Main frames only.'

const requestMeanings: Readonly<
  Record<RequestKind, readonly [source: string, meaning: string, caveat: string]>
> = {
  all: [
    'Network.requestWillBeSent',
    'HTTP requests.',
    'Each redirect is a request of its own. Not preflights, WebSockets, data URLs, and not what a service worker answers itself.',
  ],
  failed: [
    'Network.loadingFailed',
    'Requests that ended without a whole response: refused, blocked, broken off.',
    'Not those that the page or a navigation cancelled.',
  ],
  '2xx': ['Network.responseReceived', 'Responses with a status from 200 to 299.', ''],
  '3xx': ['Network.responseReceived', 'Redirects, and responses `304`.', ''],
  '4xx': ['Network.responseReceived', 'Responses with a status from 400 to 499.', ''],
  '5xx': ['Network.responseReceived', 'Responses with a status from 500 to 599.', ''],
}

const vitalMeanings: Readonly<Record<WebVital, string>> = {
  lcp: 'Largest Contentful Paint.',
  cls: 'Cumulative Layout Shift.',
  inp: 'Interaction to Next Paint.',
  fcp: 'First Contentful Paint.',
  ttfb: 'Time to First Byte.',
}

const vitalCaveats: Readonly<Partial<Record<WebVital, string>>> = {
  lcp: ' Final with the first click or key.',
  cls: ' Absent until something is painted.',
  inp: ' Absent without a click or a key.',
}

export const pageMetrics: readonly MetricDefinition[] = [
  {
    pattern: 'page/errors',
    unit: 'count',
    source: 'Runtime.exceptionThrown',
    meaning: 'Exceptions and rejections that the page did not handle.',
    caveat: 'Of pages, frames and workers. Not `console.error`.',
  },
  ...requestKinds.map((kind): MetricDefinition => {
    const [source, meaning, caveat] = requestMeanings[kind]
    return { pattern: `page/requests/${kind}`, unit: 'count', source, meaning, caveat }
  }),
  ...webVitals.map((vital): MetricDefinition => ({
    pattern: `page/vitals/${vital}`,
    unit: vital === 'cls' ? '' : 'ms',
    source: 'PerformanceObserver',
    meaning: vitalMeanings[vital],
    caveat: loadCaveat + (vitalCaveats[vital] ?? ''),
  })),
]
