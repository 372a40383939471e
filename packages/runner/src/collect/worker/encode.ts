import { isSecret, revealSecret, secret } from '../../model/secrets.js'

/**
 * Values of specs cross to the main thread as structured clones. What a clone cannot contain, or would change, is
 * wrapped, so that the check of the options sees the same kinds of values as the author wrote.
 */
const wrapper = '$loadero-test'

interface Wrapped {
  readonly [wrapper]: 'function' | 'symbol' | 'secret' | 'instance'
  readonly value: unknown
}

/** Turns any value into one that can be cloned. Equal references stay equal. */
export function encode(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function') return remember(value, wrap('function', value.name), seen)
  if (typeof value === 'symbol') return wrap('symbol', value.description ?? '')
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(value)) return remember(value, wrap('secret', revealSecret(value)), seen)
  if (seen.has(value)) return seen.get(value)
  // A copy, so that one that cannot be cloned is an error of its file.
  if (value instanceof Date || value instanceof RegExp) return structuredClone(value)
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    seen.set(value, copy)
    for (const item of value) copy.push(encode(item, seen))
    return copy
  }
  const copy: Record<string, unknown> = {}
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  seen.set(value, isPlain ? copy : wrap('instance', copy))
  for (const [key, item] of Object.entries(value)) define(copy, key, encode(item, seen))
  return seen.get(value)
}

/** The opposite of `encode`. A function becomes one that throws, an instance has a prototype of its own. */
export function decode(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof RegExp)
    return value
  if (seen.has(value)) return seen.get(value)
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    seen.set(value, copy)
    for (const item of value) copy.push(decode(item, seen))
    return copy
  }
  if (isWrapped(value)) {
    const plain = unwrap(value, seen)
    seen.set(value, plain)
    return plain
  }
  const copy: Record<string, unknown> = {}
  seen.set(value, copy)
  for (const [key, item] of Object.entries(value)) define(copy, key, decode(item, seen))
  return copy
}

function remember(value: object, wrapped: Wrapped, seen: Map<object, unknown>): unknown {
  if (!seen.has(value)) seen.set(value, wrapped)
  return seen.get(value)
}

function wrap(kind: Wrapped[typeof wrapper], value: unknown): Wrapped {
  return { [wrapper]: kind, value }
}

function isWrapped(value: object): value is Wrapped {
  return Object.hasOwn(value, wrapper)
}

function unwrap({ [wrapper]: kind, value }: Wrapped, seen: Map<object, unknown>): unknown {
  switch (kind) {
    case 'function':
      return named(() => {
        throw new Error('This function is part of a spec file, and can only be called there.')
      }, String(value))
    case 'symbol':
      return Symbol(String(value))
    case 'secret':
      return secret(value as string)
    default:
      return Object.assign(Object.create({}) as object, decode(value, seen))
  }
}

function named(value: () => never, name: string): () => never {
  return Object.defineProperty(value, 'name', { value: name })
}

/** An assignment would not copy a key named `__proto__`. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
