/*
 * Runs after the package `web-vitals` in a world of its own, which the page's code does not see, before that code. It
 * sends each change of a vital of the main frame to the engine: a page that is left has no time for a last report.
 * `src/page/` reads them.
 */
'use strict'

{
  // The function that sends to the engine; `src/page/page-metrics.ts` adds it.
  const binding = '__loaderoTestPageVital'
  const marker = Symbol.for(binding)
  const isPage = window === window.top && /^(?:https?|file):$/.test(location.protocol)
  // A document that existed before the engine may run this twice.
  if (isPage && !globalThis[marker]) {
    globalThis[marker] = true
    // The package reads interactions when the browser is idle, which is up to a second later. A script may have ended.
    globalThis.requestIdleCallback = (callback) => setTimeout(callback)
    globalThis.cancelIdleCallback = (handle) => clearTimeout(handle)
    const { onLCP, onCLS, onINP, onFCP, onTTFB } = globalThis.webVitals
    const send = ({ name, id, value }) => globalThis[binding]?.(JSON.stringify({ name, id, value }))
    for (const observe of [onLCP, onCLS, onINP, onFCP, onTTFB]) observe(send, { reportAllChanges: true })
  }
}
