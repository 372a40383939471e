/*
 * Runs in a world that the page's code does not see. It sends the load of the machine's cores to the engine, once a
 * second: the browser says it to secure pages that have the focus. `src/places/grid/remote-machine.ts` reads it.
 */
'use strict'

{
  // The function that sends to the engine; `src/places/grid/remote-machine.ts` adds it.
  const binding = '__loaderoTestCpuPressure'
  const marker = Symbol.for(binding)
  // A document that existed before the engine may run this twice.
  if (window === window.top && globalThis.PressureObserver && !globalThis[marker]) {
    globalThis[marker] = true
    const send = (records) => records.forEach(({ state }) => globalThis[binding]?.(state))
    new PressureObserver(send).observe('cpu', { sampleInterval: 1_000 }).catch(() => {})
  }
}
