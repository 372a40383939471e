/*
 * Runs in every frame before the page's own code. It sends the statistics of each peer connection to the engine, at
 * every whole second of the clock, so that the samples of all frames are of the same seconds, and at its close.
 * `src/webrtc/` reads them. Strict mode keeps the functions of the block out of the page's global scope.
 */
'use strict'

{
  // The function that sends to the engine; `src/webrtc/peer-connections.ts` adds it.
  const binding = '__loaderoTestPeerConnections'
  const Native = globalThis.RTCPeerConnection
  const marker = Symbol.for(binding)
  const originals = new WeakMap()
  // An insecure document has no peer connections. A document that existed before the engine may run this twice.
  if (Native && !Object.hasOwn(Native.prototype, marker)) {
    Object.defineProperty(Native.prototype, marker, { value: true })
    showOriginalSources()
    wrapPeerConnections(createReporter())
  }

  /** Wraps a function of the browser so that it looks like the browser's own to the page. */
  function createProxy(original, handler) {
    const proxy = new Proxy(original, handler)
    originals.set(proxy, original)
    return proxy
  }

  /** Makes `toString()` of proxies show the source text of what they wrap; a proxy's own has no name. */
  function showOriginalSources() {
    const { prototype } = Function
    const toString = createProxy(Reflect.get(prototype, 'toString'), {
      apply: (target, value, args) => Reflect.apply(target, originals.get(value) ?? value, args),
    })
    // The attributes of the property stay as they are.
    Reflect.set(prototype, 'toString', toString)
  }

  /** Sends the statistics of all added connections once a second, and of a connection that is removed. */
  function createReporter() {
    const documentId = Math.random().toString(36).slice(2)
    const open = new Map()
    const unsent = []
    let connectionCount = 0
    let timer

    function send(snapshot) {
      unsent.push(JSON.stringify(snapshot))
      // For a moment after a navigation, the function may not exist yet.
      if (typeof globalThis[binding] !== 'function') return
      for (const payload of unsent.splice(0)) globalThis[binding](payload)
    }
    async function report(connection) {
      const id = open.get(connection)
      if (id === undefined) return
      const at = Date.now()
      try {
        const stats = await connection.getStats()
        const reports = [...stats.values()].filter(({ type }) => type !== 'certificate')
        send({ connection: id, at, state: connection.connectionState, reports })
      } catch {
        // The document is closing.
      }
    }
    async function reportAll() {
      await Promise.all([...open.keys()].map(report))
      timer = undefined
      if (open.size > 0) schedule()
    }
    function schedule() {
      const remainingMs = 1000 - (Date.now() % 1000)
      // A second that is more than half over is skipped.
      timer = setTimeout(() => void reportAll(), remainingMs < 500 ? remainingMs + 1000 : remainingMs)
    }
    return {
      add(connection) {
        open.set(connection, `${documentId}-${++connectionCount}`)
        if (timer === undefined) schedule()
      },
      remove(connection) {
        // Requested before the close, the last counters still arrive after it.
        void report(connection)
        open.delete(connection)
      },
    }
  }

  /** Replaces the page's constructor with one that adds each new connection to the reporter, and removes it at its close. */
  function wrapPeerConnections(reporter) {
    const Wrapped = createProxy(Native, {
      construct(target, args, newTarget) {
        const connection = Reflect.construct(target, args, newTarget === Wrapped ? target : newTarget)
        reporter.add(connection)
        return connection
      },
    })
    Native.prototype.constructor = Wrapped
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
      if (name in globalThis)
        Object.defineProperty(globalThis, name, { value: Wrapped, configurable: true, writable: true })
    }
    Native.prototype.close = createProxy(Reflect.get(Native.prototype, 'close'), {
      apply(close, connection, args) {
        reporter.remove(connection)
        return Reflect.apply(close, connection, args)
      },
    })
  }
}
