import { InterruptedError, type Summary, type Verdict } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { createEventQueue } from './event-queue.js'
import { type WatchEvent, watchLoop, type RunRequest } from './loop.js'

function summaryOf(verdicts: Readonly<Record<string, Verdict>>, code: number): Summary {
  return {
    ...({} as Summary),
    tests: Object.entries(verdicts).map(
      ([id, verdict]) => ({ test: { id }, verdict }) as Summary['tests'][number],
    ),
    exit: { code, reason: 'done' } as Summary['exit'],
  }
}

/** A loop whose sessions last until the test ends them; a changed path is the affected spec file. */
function startLoop() {
  const events = createEventQueue<WatchEvent>()
  const interrupt = new AbortController()
  const sessions = createEventQueue<{
    request: RunRequest
    signal: AbortSignal
    end: (summary: Summary) => void
  }>()
  let output = ''
  const exit = watchLoop({
    events: events,
    signal: interrupt.signal,
    write: (text) => void (output += text),
    specsAffectedBy: (paths) => Promise.resolve([...paths]),
    run: (request, signal) =>
      new Promise((resolve) => {
        sessions.put({ request, signal, end: resolve })
        signal.addEventListener('abort', () => resolve(summaryOf({}, 130)))
      }),
  })
  return {
    exit,
    interrupt,
    next: () => sessions.take(),
    press: (event: WatchEvent) => events.put(event),
    change: (...paths: string[]) => events.put({ kind: 'changed', paths: new Set(paths) }),
    shown: () => output,
  }
}

const passed = summaryOf({ alpha: 'passed' }, 0)

test('a change runs the affected spec files', async () => {
  const { next, change, press, exit } = startLoop()
  const first = await next()
  expect(first.request).toEqual({})
  first.end(passed)
  change('b.ts', 'a.ts')
  const second = await next()
  expect(second.request).toEqual({ files: ['a.ts', 'b.ts'] })
  second.end(summaryOf({ alpha: 'failed' }, 1))
  press({ kind: 'quit' })
  expect((await exit).code).toBe(1)
})

test('changes during a session run together after it', async () => {
  const { next, change, shown } = startLoop()
  const first = await next()
  change('a.ts')
  change('b.ts')
  await expect.poll(shown).toContain('changed: a.ts, b.ts, these run after this session')
  expect(first.signal.aborted).toBe(false)
  first.end(passed)
  expect((await next()).request).toEqual({ files: ['a.ts', 'b.ts'] })
  expect(shown()).toMatchInlineSnapshot(`
    "changed: a.ts, these run after this session; Enter stops it now
    changed: a.ts, b.ts, these run after this session; Enter stops it now
    "
  `)
})

test('a key stops the active session before the next', async () => {
  const { next, press, change } = startLoop()
  const first = await next()
  press({ kind: 'all' })
  const second = await next()
  expect(first.signal.reason).toBeInstanceOf(InterruptedError)
  change('a.ts')
  expect(second.signal.aborted).toBe(false)
  second.end(passed)
  expect((await next()).request).toEqual({ files: ['a.ts'] })
})

test('f runs the tests that did not pass', async () => {
  const { next, press, shown } = startLoop()
  /** Ends the next session and returns its request. */
  const endNext = async (verdicts: Readonly<Record<string, Verdict>>) => {
    const before = shown().length
    const { request, end } = await next()
    end(summaryOf(verdicts, 1))
    await expect.poll(() => shown().slice(before)).toContain('Watching')
    return request
  }
  await endNext({ alpha: 'failed', beta: 'errored', gamma: 'passed', delta: 'skipped' })
  press({ kind: 'failed' })
  expect(await endNext({ alpha: 'passed', beta: 'failed' })).toEqual({ ids: new Set(['alpha', 'beta']) })
  press({ kind: 'failed' })
  expect(await endNext({ beta: 'passed' })).toEqual({ ids: new Set(['beta']) })
  press({ kind: 'failed' })
  await expect.poll(shown).toContain('All tests passed in their last run')
  expect(shown()).toMatchInlineSnapshot(`
    "
    Watching · Enter: again · a: all · f: 2 not passed · h: help · q: quit

    Watching · Enter: again · a: all · f: 1 not passed · h: help · q: quit

    Watching · Enter: again · a: all · h: help · q: quit
    All tests passed in their last run.
    "
  `)
})

test('filters apply to changes until they are removed', async () => {
  const { next, press, change, shown } = startLoop()
  ;(await next()).end(passed)
  press({ kind: 'by-file', text: 'a.' })
  const byFile = await next()
  expect(byFile.request).toEqual({ filters: ['a.'] })
  byFile.end(passed)
  press({ kind: 'by-name', text: 'alp' })
  const byBoth = await next()
  expect(byBoth.request).toEqual({ filters: ['a.'], name: /alp/i })
  byBoth.end(passed)
  await expect.poll(shown).toContain('Watching a. and /alp/')
  change('b.ts')
  change('a.ts')
  const afterChange = await next()
  expect(afterChange.request).toEqual({ filters: ['a.'], name: /alp/i, files: ['a.ts'] })
  afterChange.end(passed)
  press({ kind: 'by-name', text: '(' })
  await expect.poll(shown).toContain('must be a regular expression')
  press({ kind: 'by-name', text: '' })
  const withoutName = await next()
  expect(withoutName.request).toEqual({ filters: ['a.'] })
  withoutName.end(passed)
  press({ kind: 'all' })
  expect((await next()).request).toEqual({})
  expect(shown()).toMatchInlineSnapshot(`
    "
    Watching a. and /alp/ · Enter: again · a: all · h: help · q: quit
    The name must be a regular expression, not '('

    Watching a. and /alp/ · Enter: again · a: all · h: help · q: quit
    "
  `)
})

test('Enter runs the same tests again', async () => {
  const { next, change, press } = startLoop()
  ;(await next()).end(passed)
  change('a.ts')
  ;(await next()).end(passed)
  press({ kind: 'again' })
  expect((await next()).request).toEqual({ files: ['a.ts'] })
})

test('an interrupt during a session ends the watch', async () => {
  const { next, interrupt, exit } = startLoop()
  await next()
  interrupt.abort(new InterruptedError('SIGINT'))
  expect((await exit).code).toBe(130)
})

test('an interrupt between two sessions ends the watch', async () => {
  const { next, interrupt, exit, shown } = startLoop()
  ;(await next()).end(passed)
  await expect.poll(shown).toContain('Watching')
  interrupt.abort(new InterruptedError('SIGTERM'))
  expect((await exit).code).toBe(143)
})

test('a session that cannot start rejects the loop', async () => {
  const exit = watchLoop({
    events: createEventQueue(),
    signal: new AbortController().signal,
    write: () => {},
    specsAffectedBy: () => Promise.resolve([]),
    run: () => Promise.reject(new Error('no such tag')),
  })
  await expect(exit).rejects.toThrow('no such tag')
})
