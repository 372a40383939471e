import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { Cdp, CdpSession } from './cdp.js'
import { attachToTargets, type CdpTarget } from './targets.js'

/** A connection whose sessions answer everything. */
function fakeCdp() {
  const sessions = new Map<string, { events: EventEmitter; session: CdpSession; methods: string[] }>()
  const open = (id: string) => {
    const events = new EventEmitter()
    const methods: string[] = []
    const session: CdpSession = {
      send: (method) => {
        methods.push(method)
        return Promise.resolve(undefined as never)
      },
      on: (event, listener) => void events.on(event, listener),
    }
    const opened = { events, session, methods }
    sessions.set(id, opened)
    return opened
  }
  const root = open('')
  const get = (id: string) => sessions.get(id) ?? open(id)
  const cdp: Cdp = {
    ...root.session,
    closed: new Promise(() => {}),
    close: () => {},
    session: (id) => get(id).session,
  }
  const attach = (from: string, sessionId: string, type: string, targetId: string) =>
    void get(from).events.emit('Target.attachedToTarget', {
      sessionId,
      targetInfo: { targetId, type, url: '' },
    })
  const detach = (from: string, sessionId: string) =>
    void get(from).events.emit('Target.detachedFromTarget', { sessionId })
  return { cdp, attach, detach, methodsOf: (id: string) => get(id).methods }
}

async function attachAll() {
  const fake = fakeCdp()
  const targets = new Set<CdpTarget>()
  const prepared: CdpSession[] = []
  await attachToTargets(fake.cdp, targets, (target) => {
    prepared.push(target.session)
    return Promise.resolve()
  })
  const sessionsOf = (all: Iterable<CdpTarget>) => [...all].map(({ session }) => session)
  return { ...fake, prepared, sessions: () => sessionsOf(targets) }
}

test('a service worker with two sessions is one target, as long as one of them lives', async () => {
  const { cdp, attach, detach, methodsOf, prepared, sessions } = await attachAll()
  const [page, first, second] = ['page', 'first', 'second'].map((id) => cdp.session(id))
  attach('', 'page', 'page', 'p')
  attach('page', 'first', 'service_worker', 'w')
  attach('', 'second', 'service_worker', 'w')
  expect(sessions()).toEqual([page, first])
  expect(prepared).toEqual([page, first])
  expect(methodsOf('second')).toContain('Runtime.runIfWaitingForDebugger')
  detach('page', 'first')
  expect(sessions()).toEqual([page, second])
  expect(prepared).toEqual([page, first, second])
  detach('', 'second')
  expect(sessions()).toEqual([page])
})

test('a session in reserve that ends changes nothing', async () => {
  const { cdp, attach, detach, sessions } = await attachAll()
  attach('', 'first', 'service_worker', 'w')
  attach('', 'second', 'service_worker', 'w')
  detach('', 'second')
  expect(sessions()).toEqual([cdp.session('first')])
  detach('', 'first')
  attach('', 'third', 'service_worker', 'w')
  expect(sessions()).toEqual([cdp.session('third')])
})

test('a frame that changes its process is prepared again', async () => {
  const { attach, detach, cdp, prepared, sessions } = await attachAll()
  attach('', 'first', 'iframe', 'f')
  attach('', 'second', 'iframe', 'f')
  detach('', 'first')
  expect(prepared).toEqual([cdp.session('first'), cdp.session('second')])
  expect(sessions()).toEqual([cdp.session('second')])
})
