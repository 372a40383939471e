const probeKey = {}
const probeEvent = Symbol('probe')
const pair = [1, 2]

interface Probe {
  readonly name: string
  readonly holds: () => boolean | Promise<boolean>
}

/**
 * Code of an author can replace what all code of its thread calls: then tests are lost while they are collected, or
 * assertions that fail are. Each probe calls such a function with a known result. A replacement that behaves the same,
 * such as a polyfill, is not reported.
 */
const probes: readonly Probe[] = [
  { name: 'the iterator of arrays', holds: () => [0, ...pair].length === 3 && new Set([1, 2]).size === 2 },
  {
    name: 'Array.prototype.push',
    holds: () => {
      const list = [1]
      list.push(2)
      return list.length === 2 && list[1] === 2
    },
  },
  { name: 'Array.prototype.map', holds: () => [1, 2].map((n) => n + 1)[1] === 3 },
  { name: 'Array.prototype.flatMap', holds: () => [1, 2].flatMap((n) => [n, n])[3] === 2 },
  { name: 'Array.prototype.filter', holds: () => [1, 2].filter((n) => n === 2)[0] === 2 },
  { name: 'Array.prototype.some', holds: () => [1, 2].some((n) => n === 2) && ![1].some((n) => n === 2) },
  { name: 'Array.prototype.every', holds: () => [1, 2].every((n) => n > 0) && ![1, 2].every((n) => n === 1) },
  { name: 'Array.prototype.includes', holds: () => [1, 2].includes(2) && ![1].includes(2) },
  { name: 'Array.prototype.indexOf', holds: () => [1, 2].indexOf(2) === 1 && [1].indexOf(2) === -1 },
  { name: 'Array.isArray', holds: () => Array.isArray([]) && !Array.isArray({}) },
  { name: 'Object.is', holds: () => Object.is(1, 1) && !Object.is(1, 2) },
  { name: 'Object.keys', holds: () => Object.keys({ a: 1 })[0] === 'a' },
  { name: 'Object.entries', holds: () => Object.entries({ a: 1 })[0]?.[1] === 1 },
  { name: 'Object.assign', holds: () => Object.assign({ a: 1 }, { b: 2 }).b === 2 },
  { name: 'Object.defineProperty', holds: () => Object.defineProperty({ a: 1 }, 'a', { value: 2 }).a === 2 },
  {
    name: 'Object.prototype.hasOwnProperty',
    holds: () => ({ a: 1 }).hasOwnProperty('a') && !{}.hasOwnProperty('a'),
  },
  { name: 'Object.prototype.toString', holds: () => Object.prototype.toString.call([]) === '[object Array]' },
  { name: 'Reflect.ownKeys', holds: () => Reflect.ownKeys({ a: 1 })[0] === 'a' },
  { name: 'Map', holds: () => new Map([[1, 2]]).get(1) === 2 && !new Map().has(1) },
  {
    name: 'WeakMap',
    holds: () => new WeakMap([[probeKey, 2]]).get(probeKey) === 2 && !new WeakMap().has(probeKey),
  },
  { name: 'Set', holds: () => new Set([1]).has(1) && !new Set([1]).has(2) },
  { name: 'String.prototype.includes', holds: () => 'ab'.includes('b') && !'a'.includes('b') },
  { name: 'Number.isNaN', holds: () => Number.isNaN(NaN) && !Number.isNaN(1) },
  { name: 'Promise', holds: async () => (await Promise.resolve(1).then((n) => n + 1)) === 2 },
  {
    name: 'Promise.all',
    holds: async () => (await Promise.all([Promise.resolve(1), Promise.resolve(2)]))[1] === 2,
  },
  {
    name: 'Promise.allSettled',
    holds: async () =>
      (await Promise.allSettled([Promise.reject(new Error('probe'))]))[0]?.status === 'rejected',
  },
  {
    name: 'process.emit',
    holds: () => {
      let isSeen = false
      process.once(probeEvent, () => (isSeen = true))
      process.emit(probeEvent as never)
      return isSeen && !process.hasUncaughtExceptionCaptureCallback()
    },
  },
]

/** The name of a built-in function that does not do what it should. Calls none outside of its probe. */
export async function findBrokenBuiltIn(): Promise<string | undefined> {
  for (let index = 0; index < probes.length; index++) {
    const probe = probes[index]
    try {
      const holds = probe?.holds()
      // Each `await` takes a turn, and this runs after each file.
      if (!(typeof holds === 'boolean' ? holds : await holds)) return probe?.name
    } catch {
      return probe?.name
    }
  }
  return undefined
}
