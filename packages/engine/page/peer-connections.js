/*
 * Runs in every frame before the page's own code. It sends to the engine what happens on each peer connection, at that
 * moment, and its statistics at every whole second of the clock, so that the samples of all frames are of the same
 * seconds, and at its close. `src/webrtc/` reads them. Strict mode keeps the functions of the block out of the page's
 * global scope.
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
    const send = createSender()
    const reporter = createReporter(send)
    wrapPeerConnections(reporter)
    wrapMethods(reporter)
    wrapUserMedia(send)
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

  function createSender() {
    const documentId = Math.random().toString(36).slice(2)
    const url = globalThis.location?.href ?? ''
    const unsent = [{ kind: 'document', userAgent: globalThis.navigator?.userAgent ?? '' }]
    return (message) => {
      unsent.push({ url, ...message })
      // For a moment after a navigation, the function may not exist yet.
      if (typeof globalThis[binding] !== 'function') return
      for (const each of unsent.splice(0))
        globalThis[binding](JSON.stringify({ document: documentId, ...each }))
    }
  }

  /** Sends the updates of all added connections, and their statistics once a second and at their removal. */
  function createReporter(send) {
    const numbers = new WeakMap()
    const open = new Set()
    let connectionCount = 0
    let timer

    async function report(connection) {
      try {
        const stats = await connection.getStats()
        const reports = [...stats.values()].filter(({ type }) => type !== 'certificate')
        send({ kind: 'stats', connection: numbers.get(connection), reports })
      } catch {
        // The document is closing.
      }
    }
    async function reportAll() {
      await Promise.all([...open].map(report))
      timer = undefined
      if (open.size > 0) schedule()
    }
    function schedule() {
      const remainingMs = 1000 - (Date.now() % 1000)
      // A second that is more than half over is skipped.
      timer = setTimeout(() => void reportAll(), remainingMs < 500 ? remainingMs + 1000 : remainingMs)
    }
    return {
      add(connection, configuration) {
        numbers.set(connection, ++connectionCount)
        open.add(connection)
        send({ kind: 'connection', connection: connectionCount, configuration: toJson(configuration ?? {}) })
        if (timer === undefined) schedule()
      },
      update(connection, type, value) {
        const number = numbers.get(connection)
        if (number === undefined) return
        send({ kind: 'update', connection: number, at: Date.now(), type, value: textOf(value) })
      },
      remove(connection) {
        if (!open.delete(connection)) return
        // Requested before the close, the last counters still arrive after it.
        void report(connection)
      },
    }
  }

  function toJson(value) {
    try {
      return JSON.stringify(value) ?? ''
    } catch {
      return ''
    }
  }

  /** As Chrome writes it: nothing, the message of an error, or JSON. */
  function textOf(value) {
    if (value === undefined) return ''
    return value instanceof Error || value instanceof (globalThis.DOMException ?? Error)
      ? value.message
      : toJson(value)
  }

  /** Replaces the page's constructor with one that adds each new connection to the reporter. */
  function wrapPeerConnections(reporter) {
    const stateOf = (name) => (connection) => connection[name]
    const candidateOf = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) => ({
      sdpMid,
      sdpMLineIndex,
      candidate,
      usernameFragment,
    })
    const events = {
      signalingstatechange: stateOf('signalingState'),
      icegatheringstatechange: stateOf('iceGatheringState'),
      iceconnectionstatechange: stateOf('iceConnectionState'),
      connectionstatechange: stateOf('connectionState'),
      icecandidate: (_, { candidate }) => (candidate ? candidateOf(candidate) : undefined),
      icecandidateerror: (_, { url, errorCode, errorText }) => ({
        url,
        error_code: errorCode,
        error_text: errorText,
      }),
      negotiationneeded: () => undefined,
      track: (_, { track, streams }) => ({ ...trackOf(track), streams: streams.map(({ id }) => id) }),
      datachannel: (_, { channel }) => ({ label: channel.label, ordered: channel.ordered }),
    }
    const Wrapped = createProxy(Native, {
      construct(target, args, newTarget) {
        const connection = Reflect.construct(target, args, newTarget === Wrapped ? target : newTarget)
        reporter.add(connection, args[0])
        for (const [type, describe] of Object.entries(events)) {
          connection.addEventListener?.(type, (event) =>
            reporter.update(connection, `on${type}`, describe(connection, event)),
          )
        }
        return connection
      },
    })
    Native.prototype.constructor = Wrapped
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
      if (name in globalThis)
        Object.defineProperty(globalThis, name, { value: Wrapped, configurable: true, writable: true })
    }
  }

  function trackOf({ kind, id, label }) {
    return { kind, id, label }
  }

  /** Replaces methods of connections with proxies, which look like the browser's own to the page. */
  function wrapMethods(reporter) {
    const descriptionOf = (description) => description && { type: description.type, sdp: description.sdp }
    const methods = {
      createOffer: [([options]) => (typeof options === 'function' ? undefined : options), descriptionOf],
      createAnswer: [() => undefined, descriptionOf],
      setLocalDescription: [
        ([description]) => descriptionOf(description),
        (_, { localDescription }) => descriptionOf(localDescription),
      ],
      setRemoteDescription: [([description]) => descriptionOf(description)],
      addIceCandidate: [([candidate]) => candidate ?? undefined],
      addTrack: [([track, ...streams]) => ({ ...trackOf(track), streams: streams.map(({ id }) => id) })],
      removeTrack: [() => undefined],
      createDataChannel: [
        ([label, options]) => ({ label: String(label), ordered: options?.ordered ?? true }),
      ],
      restartIce: [() => undefined],
    }
    for (const [name, [describe, describeResult = () => undefined]] of Object.entries(methods)) {
      wrap(Native.prototype, name, (connection, args) => {
        reporter.update(connection, name, safely(describe, args))
        return {
          onSuccess: (result) =>
            reporter.update(connection, `${name}OnSuccess`, safely(describeResult, result, connection)),
          onFailure: (error) => reporter.update(connection, `${name}OnFailure`, error),
        }
      })
    }
    wrap(Native.prototype, 'close', (connection) => {
      reporter.update(connection, 'close')
      reporter.remove(connection)
      return {}
    })
  }

  /** The description of arguments that the browser may refuse. */
  function safely(describe, ...args) {
    try {
      return describe(...args)
    } catch {
      return undefined
    }
  }

  function wrap(prototype, name, onCall) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value
    if (typeof method !== 'function') return
    prototype[name] = createProxy(method, {
      apply(target, self, args) {
        const { onSuccess, onFailure } = onCall(self, args)
        let result
        try {
          result = Reflect.apply(target, self, args)
        } catch (error) {
          onFailure?.(error)
          throw error
        }
        if (!onSuccess || !(result instanceof Promise)) return result
        // The page gets the promise that follows, so that a failure that it does not handle stays one.
        return result.then(
          (value) => {
            onSuccess(value)
            return value
          },
          (error) => {
            onFailure(error)
            throw error
          },
        )
      },
    })
  }

  function wrapUserMedia(send) {
    const constraintOf = (value) => (value === true ? '' : toJson(value))
    let requestCount = 0
    for (const call of ['getUserMedia', 'getDisplayMedia']) {
      if (!globalThis.MediaDevices) return
      wrap(globalThis.MediaDevices.prototype, call, (_, [constraints]) => {
        const request = ++requestCount
        const sendEntry = (entry) => send({ kind: 'userMedia', request, call, at: Date.now(), ...entry })
        const { audio, video = call === 'getDisplayMedia' } = constraints ?? {}
        sendEntry({
          isCall: true,
          ...(audio && { audio: constraintOf(audio) }),
          ...(video && { video: constraintOf(video) }),
        })
        return {
          onSuccess: (stream) => sendEntry({ streamId: stream.id }),
          onFailure: ({ name, message }) => sendEntry({ error: String(name), errorMessage: String(message) }),
        }
      })
    }
  }
}
