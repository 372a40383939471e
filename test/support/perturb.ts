import type { RecordedAnswers } from './recorded-run.js'

/** 0…1, the same sequence for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Container = Record<string, unknown> | unknown[]

/** A value within an answer: its container and its key. */
interface Place {
  readonly container: Container
  readonly key: string
}

function read({ container, key }: Place): unknown {
  return (container as Record<string, unknown>)[key]
}

function write({ container, key }: Place, value: unknown): void {
  ;(container as Record<string, unknown>)[key] = value
}

/** All places of an answer; the counts of pages are left alone, because they only say when to stop reading. */
function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return []
  const container = value as Container
  return Object.keys(container)
    .filter((key) => key !== 'pagination' && key !== 'filter')
    .flatMap((key) => [{ container, key }, ...placesOf((container as Record<string, unknown>)[key])])
}

export const operations = ['drop', 'duplicate', 'swap', 'retype', 'contradict', 'postpone'] as const
export type Operation = (typeof operations)[number]

/** Changes one answer at random. */
export function perturb(answers: RecordedAnswers, operation: Operation, random: () => number): void {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  const path = pick(Object.keys(answers)) ?? ''
  const places = placesOf(answers[path])
  const place = pick(places)
  const lists = places.map(read).filter(Array.isArray)
  switch (operation) {
    case 'drop':
      if (!place) return
      if (Array.isArray(place.container)) place.container.splice(Number(place.key), 1)
      else delete place.container[place.key]
      return
    case 'duplicate': {
      const list: unknown[] | undefined = pick(lists)
      const copy = list && structuredClone(pick(list))
      if (typeof copy !== 'object' || copy === null) return
      // Half of the copies replace another row, and half get an id of their own.
      if (random() < 0.5) Object.assign(copy, { id: 1_000 + Math.floor(random() * 1_000) })
      if (random() < 0.5) list?.push(copy)
      else if (list) list[Math.floor(random() * list.length)] = copy
      return
    }
    case 'swap':
      swap(answers, places, pick)
      return
    case 'retype':
      if (place) write(place, retyped(read(place), pick))
      return
    case 'contradict':
      if (place) write(place, contradicted(read(place), random))
      return
    case 'postpone':
      postpone(answers, path, random)
  }
}

/** Exchanges two values of the same name, or two whole answers for single results. */
function swap(
  answers: RecordedAnswers,
  places: readonly Place[],
  pick: <T>(items: readonly T[]) => T | undefined,
): void {
  const details = Object.keys(answers).filter((path) => /results\/\d+\/$/.test(path))
  const [a, b] = [pick(details), pick(details)]
  if (pick([true, false]) && a && b) {
    ;[answers[a], answers[b]] = [answers[b], answers[a]]
    return
  }
  const first = pick(places)
  const second = first && pick(places.filter(({ key }) => key === first.key))
  if (!first || !second) return
  const [one, other] = [structuredClone(read(first)), structuredClone(read(second))]
  write(first, other)
  write(second, one)
}

function retyped(value: unknown, pick: <T>(items: readonly T[]) => T | undefined): unknown {
  const others = [null, '', String(value), '0x10', '1e999', 'NaN', {}, [], true, 0, -1, 1.5, Number(value)]
  return pick(others)
}

const opposites: Readonly<Record<string, readonly string[]>> = {
  pass: ['fail', 'timeout', 'aborted', 'skipped', 'maybe'],
  done: ['aborted', 'running', 'server-error', 'hibernating'],
  available: ['calculating', 'requested', 'calculation-error', 'soon'],
}

function contradicted(value: unknown, random: () => number): unknown {
  if (typeof value === 'number')
    return [value + 1, value - 1, value * 10, -value, 0][Math.floor(random() * 5)]
  if (typeof value === 'boolean') return !value
  if (typeof value !== 'string') return value
  const others = opposites[value] ?? [`${value}x`, 'other', '9999']
  return others[Math.floor(random() * others.length)]
}

/** The answer is one that the service gave earlier, when less was known. */
function postpone(answers: RecordedAnswers, path: string, random: () => number): void {
  const answer = answers[path] as Record<string, unknown>
  if (Array.isArray(answer['results'])) {
    answer['results'] = answer['results'].slice(0, Math.floor(random() * answer['results'].length))
    return
  }
  const earlier: readonly Record<string, unknown>[] = [
    { status: 'collecting-results', success_rate: 0 },
    { metric_status: 'calculating' },
    { metrics: null },
    { asserts: null },
    { selenium_result: null, status: null },
    { content: '' },
  ]
  const applicable = earlier.filter((change) => Object.keys(change).every((key) => key in answer))
  Object.assign(answer, applicable[Math.floor(random() * applicable.length)])
}
