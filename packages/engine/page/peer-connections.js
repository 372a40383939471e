/*
 * Runs in every frame before the page's own code: tells the engine what each peer connection says of itself, at
 * every whole second of the clock, so that the samples of all frames are of the same seconds, and at its close.
 * What the engine makes of it is in `src/webrtc/`.
 */
;(() => {
  // The line to the engine is a global function of this name, which `src/webrtc/peer-connections.ts` adds.
  const binding = '__loaderoTestPeerConnections'
  const Original = globalThis.RTCPeerConnection
  // An insecure document has none; one that was there before the engine may be told to run this twice.
  if (!Original || Object.hasOwn(Original.prototype, binding)) return
  Object.defineProperty(Original.prototype, binding, { value: true })

  const documentId = Math.random().toString(36).slice(2)
  const open = new Map()
  const unsent = []
  let connections = 0
  let timer

  const send = (snapshot) => {
    unsent.push(JSON.stringify(snapshot))
    // For a moment after a navigation the line may not be there yet.
    if (typeof globalThis[binding] !== 'function') return
    for (const payload of unsent.splice(0)) globalThis[binding](payload)
  }

  const tell = async (connection) => {
    const id = open.get(connection)
    if (id === undefined) return
    const at = Date.now()
    try {
      const stats = await connection.getStats()
      const reports = [...stats.values()].filter(({ type }) => type !== 'certificate')
      send({ connection: id, at, state: connection.connectionState, reports })
    } catch {
      // The document is going away.
    }
  }

  const tick = async () => {
    await Promise.all([...open.keys()].map(tell))
    timer = undefined
    if (open.size > 0) schedule()
  }
  const schedule = () => {
    const rest = 1000 - (Date.now() % 1000)
    // A second that is half over already is left out.
    timer = setTimeout(() => void tick(), rest < 500 ? rest + 1000 : rest)
  }

  const Watched = new Proxy(Original, {
    construct(target, args, newTarget) {
      const connection = Reflect.construct(target, args, newTarget === Watched ? target : newTarget)
      open.set(connection, `${documentId}-${++connections}`)
      if (timer === undefined) schedule()
      return connection
    },
  })
  Original.prototype.constructor = Watched
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
    if (name in globalThis)
      Object.defineProperty(globalThis, name, { value: Watched, configurable: true, writable: true })
  }

  const close = Reflect.get(Original.prototype, 'close')
  Original.prototype.close = function (...args) {
    // Asked for before the end, the last counters still come after it.
    void tell(this)
    open.delete(this)
    return close.apply(this, args)
  }
})()
