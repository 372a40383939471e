import { InterruptedError, type Summary, type Verdict } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { createKeyQueue } from './key-queue.js'
import { type WatchEvent, watchLoop, type ReporterRequest } from './loop.js'

function summaryOf(verdicts: Readonly<Record<string, Verdict>>, code: number): Summary {
  return {
    ...({} as Summary),
    tests: Object.entries(verdicts).map(
      ([id, verdict]) => ({ test: { id }, verdict }) as Summary['tests'][number],
    ),
    exit: { code, reason: 'said so' } as Summary['exit'],
  }
}

/** A loop whose sessions last until the test ends them; a changed path is that of the spec it touches. */
function startLoop() {
  const inbox = createKeyQueue<WatchEvent>()
  const interrupt = new AbortController()
  const sessions = createKeyQueue<{ wish: ReporterRequest; signal: AbortSignal; end: (summary: Summary) => void }>()
  let shown = ''
  const exit = watchLoop({
    inbox,
    signal: interrupt.signal,
    write: (text) => void (shown += text),
    touchedBy: (paths) => Promise.resolve([...paths]),
    play: (wish, signal) =>
      new Promise((resolve) => {
        sessions.put({ wish, signal, end: resolve })
        signal.addEventListener('abort', () => resolve(summaryOf({}, 130)))
      }),
  })
  return {
    exit,
    interrupt,
    next: () => sessions.take(),
    press: (event: WatchEvent) => inbox.put(event),
    change: (...paths: string[]) => inbox.put({ kind: 'changed', paths: new Set(paths) }),
    shown: () => shown,
  }
}

const passed = summaryOf({ alpha: 'passed' }, 0)

test('a change after a session plays what it touches', async () => {
  const { next, change, press, exit } = startLoop()
  const first = await next()
  expect(first.wish).toEqual({})
  first.end(passed)
  change('b.ts', 'a.ts')
  const second = await next()
  expect(second.wish).toEqual({ files: ['a.ts', 'b.ts'] })
  second.end(summaryOf({ alpha: 'failed' }, 1))
  press({ kind: 'quit' })
  expect((await exit).code).toBe(1)
})

test('a change during a session waits for its end, and several become one session', async () => {
  const { next, change, shown } = startLoop()
  const first = await next()
  change('a.ts')
  change('b.ts')
  await expect.poll(shown).toContain('changed: a.ts, b.ts, played after this')
  expect(first.signal.aborted).toBe(false)
  first.end(passed)
  expect((await next()).wish).toEqual({ files: ['a.ts', 'b.ts'] })
  expect(shown()).toMatchInlineSnapshot(`
    "changed: a.ts, played after this; Enter ends this at once
    changed: a.ts, b.ts, played after this; Enter ends this at once
    "
  `)
})

test('a key ends the session that is going, in good order, and its end is not taken for that of the next', async () => {
  const { next, press, change } = startLoop()
  const first = await next()
  press({ kind: 'all' })
  const second = await next()
  expect(first.signal.reason).toBeInstanceOf(InterruptedError)
  change('a.ts')
  expect(second.signal.aborted).toBe(false)
  second.end(passed)
  expect((await next()).wish).toEqual({ files: ['a.ts'] })
})

test('f plays what did not pass when it was played last, and says so when that is nothing', async () => {
  const { next, press, shown } = startLoop()
  /** Ends the session that is next, and gives what it was to play. */
  const play = async (verdicts: Readonly<Record<string, Verdict>>) => {
    const before = shown().length
    const { wish, end } = await next()
    end(summaryOf(verdicts, 1))
    await expect.poll(() => shown().slice(before)).toContain('Watching')
    return wish
  }
  await play({ alpha: 'failed', beta: 'errored', gamma: 'passed', delta: 'skipped' })
  press({ kind: 'failed' })
  expect(await play({ alpha: 'passed', beta: 'failed' })).toEqual({ ids: new Set(['alpha', 'beta']) })
  press({ kind: 'failed' })
  expect(await play({ beta: 'passed' })).toEqual({ ids: new Set(['beta']) })
  press({ kind: 'failed' })
  await expect.poll(shown).toContain('There is nothing that did not pass')
  expect(shown()).toMatchInlineSnapshot(`
    "
    Watching · Enter: again · a: all · f: the 2 that did not pass · h: help · q: quit

    Watching · Enter: again · a: all · f: the 1 that did not pass · h: help · q: quit

    Watching · Enter: again · a: all · h: help · q: quit
    There is nothing that did not pass.
    "
  `)
})

test('filters hold for changes as well, together, until they are taken away', async () => {
  const { next, press, change, shown } = startLoop()
  ;(await next()).end(passed)
  press({ kind: 'by-file', words: 'a.' })
  const byFile = await next()
  expect(byFile.wish).toEqual({ filters: ['a.'] })
  byFile.end(passed)
  press({ kind: 'by-name', words: 'alp' })
  const byBoth = await next()
  expect(byBoth.wish).toEqual({ filters: ['a.'], name: /alp/i })
  byBoth.end(passed)
  await expect.poll(shown).toContain('Watching a. and /alp/')
  change('b.ts')
  change('a.ts')
  const touched = await next()
  expect(touched.wish).toEqual({ filters: ['a.'], name: /alp/i, files: ['a.ts'] })
  touched.end(passed)
  press({ kind: 'by-name', words: '(' })
  await expect.poll(shown).toContain('is not a regular expression')
  press({ kind: 'by-name', words: '' })
  const withoutName = await next()
  expect(withoutName.wish).toEqual({ filters: ['a.'] })
  withoutName.end(passed)
  press({ kind: 'all' })
  expect((await next()).wish).toEqual({})
  expect(shown()).toMatchInlineSnapshot(`
    "
    Watching a. and /alp/ · Enter: again · a: all · h: help · q: quit
    the name is not a regular expression: '('

    Watching a. and /alp/ · Enter: again · a: all · h: help · q: quit
    "
  `)
})

test('Enter plays the same once more', async () => {
  const { next, change, press } = startLoop()
  ;(await next()).end(passed)
  change('a.ts')
  ;(await next()).end(passed)
  press({ kind: 'again' })
  expect((await next()).wish).toEqual({ files: ['a.ts'] })
})

test('an interrupt during a session ends it all as interrupted', async () => {
  const { next, interrupt, exit } = startLoop()
  await next()
  interrupt.abort(new InterruptedError('SIGINT'))
  expect((await exit).code).toBe(130)
})

test('an interrupt between two sessions is one as well', async () => {
  const { next, interrupt, exit, shown } = startLoop()
  ;(await next()).end(passed)
  await expect.poll(shown).toContain('Watching')
  interrupt.abort(new InterruptedError('SIGTERM'))
  expect((await exit).code).toBe(143)
})

test('a session that cannot be set up ends the loop with its error', async () => {
  const wrong = watchLoop({
    inbox: createKeyQueue(),
    signal: new AbortController().signal,
    write: () => {},
    touchedBy: () => Promise.resolve([]),
    play: () => Promise.reject(new Error('no such tag')),
  })
  await expect(wrong).rejects.toThrow('no such tag')
})
