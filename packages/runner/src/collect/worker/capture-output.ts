import childProcess, { type StdioOptions } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'

// Code of an author may replace it.
const { spawnSync } = childProcess

type Callable = (this: unknown, ...args: never[]) => unknown
type Stream = 'stdout' | 'stderr'

const streams = new Map<unknown, Stream>([
  [1, 'stdout'],
  [2, 'stderr'],
])
const paths = /^\/(?:dev\/(std(?:out|err))|dev\/fd\/([12])|proc\/(?:self|\d+)\/fd\/([12]))$/

/** Functions of a module, and what replaces each of them. */
interface Capture {
  readonly module: object
  readonly names: readonly string[]
  readonly wrap: (original: Callable, name: string) => Callable
}

const captures: readonly Capture[] = [
  // They take a path or a descriptor, and then a text or bytes.
  {
    module: fs,
    names: ['writeFileSync', 'appendFileSync', 'writeFile', 'appendFile'],
    wrap: (original) =>
      function (target, data: string, ...rest: unknown[]) {
        const stream = streamOf(target)
        if (!stream) return Reflect.apply(original, this, [target, data, ...rest])
        process[stream].write(data)
        const callback = rest.at(-1)
        if (typeof callback === 'function') process.nextTick(callback, null)
        return undefined
      },
  },
  {
    module: fs.promises,
    names: ['writeFile', 'appendFile'],
    wrap: (original) =>
      async function (target, data: string, ...rest: unknown[]) {
        const stream = streamOf(target)
        if (!stream) return Reflect.apply(original, this, [target, data, ...rest])
        process[stream].write(data)
        return undefined
      },
  },
  // An opened output has a descriptor of its own, because code closes what it has opened.
  {
    module: fs,
    names: ['openSync'],
    wrap: (original) =>
      function (target, ...rest: unknown[]) {
        const stream = streamOf(target)
        const descriptor: unknown = Reflect.apply(original, this, [stream ? devNull : target, ...rest])
        if (stream) streams.set(descriptor, stream)
        return descriptor
      },
  },
  {
    module: fs,
    names: ['open'],
    wrap: (original) =>
      function (target, ...rest: unknown[]) {
        const [stream, callback] = [streamOf(target), rest.at(-1)]
        if (!stream || typeof callback !== 'function') return Reflect.apply(original, this, [target, ...rest])
        const onOpen = (error: unknown, descriptor: unknown) => {
          if (!error) streams.set(descriptor, stream)
          Reflect.apply(callback, undefined, [error, descriptor])
        }
        return Reflect.apply(original, this, [devNull, ...rest.slice(0, -1), onOpen])
      },
  },
  {
    module: fs,
    names: ['close', 'closeSync'],
    wrap: (original) =>
      function (descriptor, ...rest: unknown[]) {
        // The output of the process is not of this thread alone.
        const isOfProcess = descriptor === 1 || descriptor === 2
        if (!isOfProcess) {
          streams.delete(descriptor)
          return Reflect.apply(original, this, [descriptor, ...rest])
        }
        const [callback] = rest
        if (typeof callback === 'function') process.nextTick(callback, null)
        return undefined
      },
  },
  // They write to a descriptor.
  {
    module: fs,
    names: ['write', 'writeSync', 'writev', 'writevSync'],
    wrap: (original, name) =>
      function (target, data: unknown, ...rest: unknown[]) {
        const stream = streams.get(target)
        if (!stream) return Reflect.apply(original, this, [target, data, ...rest])
        const bytes = bytesOf(data, rest)
        process[stream].write(bytes)
        const callback = rest.at(-1)
        if (typeof callback === 'function') process.nextTick(callback, null, bytes.length, data)
        return name.endsWith('Sync') ? bytes.length : undefined
      },
  },
  // `spawn`, `exec`, `execFile` and `fork` all end here.
  {
    module: childProcess.ChildProcess.prototype,
    names: ['spawn'],
    wrap: (original) =>
      function (options: { readonly stdio?: StdioOptions }) {
        const { stdio } = options
        const inherited = inheritedBy(stdio)
        const entries = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio]
        const piped = entries.map((entry, index) => (inherited[index] ? 'pipe' : entry))
        const isCaptured = inherited.some((stream) => stream !== undefined)
        const result: unknown = Reflect.apply(original, this, [
          isCaptured ? { ...options, stdio: piped } : options,
        ])
        if (isCaptured) forwardOutput(this as childProcess.ChildProcess, inherited)
        return result
      },
  },
  {
    module: childProcess,
    names: ['spawnSync', 'execFileSync', 'execSync'],
    wrap: (original, name) =>
      function (...args: unknown[]) {
        const found = args.findLastIndex(
          (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
        )
        const options = (found === -1 ? {} : args[found]) as childProcess.SpawnSyncOptions
        const inherited = inheritedBy(options.stdio)
        if (inherited.every((stream) => stream === undefined)) return Reflect.apply(original, this, args)
        return runSync(name, args.toSpliced(found, 1), { options, inherited })
      },
  },
]

/**
 * Sends to the streams of this thread what code writes to the output of the process past them: to a descriptor, to
 * `/dev/stdout`, or through a child process that inherits the output. So it is redacted, and the standard output of a
 * session is only its own. Native code is not reached.
 */
export function captureOutput(): void {
  for (const { module, names, wrap } of captures) {
    for (const name of names) {
      const original = Reflect.get(module, name) as Callable
      const replacement = wrap(original, name)
      // With its name, and its variant for promises.
      Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original))
      Reflect.set(module, name, replacement)
    }
  }
  syncBuiltinESMExports()
}

/** The output that a descriptor, a path or a URL is. */
function streamOf(target: unknown): Stream | undefined {
  const path = target instanceof URL && target.protocol === 'file:' ? fileURLToPath(target) : target
  const text = typeof path === 'string' || Buffer.isBuffer(path) ? String(path) : ''
  const [, name, ...numbers] = paths.exec(text) ?? []
  const number = numbers.find((one) => one !== undefined)
  return streams.get(target) ?? (name as Stream | undefined) ?? streams.get(Number(number))
}

/** The bytes of a call of `fs.write`: of a text with an encoding, of a part of a buffer, or of several buffers. */
function bytesOf(data: unknown, rest: readonly unknown[]): Buffer {
  if (Array.isArray(data))
    return Buffer.concat((data as readonly ArrayBufferView[]).map((one) => bytesOf(one, [])))
  if (typeof data === 'string') {
    const encoding = rest.slice(0, 2).find((one) => typeof one === 'string')
    return Buffer.from(data, encoding as BufferEncoding | undefined)
  }
  const view = data as ArrayBufferView
  const buffer = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  const [first, second] = rest
  const { offset, length } = (
    typeof first === 'object' && first !== null ? first : { offset: first, length: second }
  ) as { readonly offset?: unknown; readonly length?: unknown }
  const from = typeof offset === 'number' ? offset : 0
  return buffer.subarray(from, typeof length === 'number' ? from + length : undefined)
}

/** The output that each entry of the standard streams of a child is, where it would be inherited. */
function inheritedBy(stdio: unknown): readonly (Stream | undefined)[] {
  const entries: readonly unknown[] = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio]
  return entries.map((entry, index) => {
    if (entry === 'inherit') return streams.get(index)
    if (entry === process.stdout) return 'stdout'
    return entry === process.stderr ? 'stderr' : streams.get(entry)
  })
}

function forwardOutput(child: childProcess.ChildProcess, inherited: readonly (Stream | undefined)[]): void {
  for (const [index, stream] of inherited.entries()) {
    const source = child.stdio[index]
    if (!stream || !source) continue
    source.on('data', (chunk: Buffer) => process[stream].write(chunk))
    // A child has no streams where it inherits them.
    Reflect.set(child.stdio, index, null)
    if (index === 1 || index === 2) Reflect.set(child, index === 1 ? 'stdout' : 'stderr', null)
  }
}

/** Runs a child to its end with pipes, and then writes what it has printed. */
function runSync(
  name: string,
  args: readonly unknown[],
  {
    options,
    inherited,
  }: {
    readonly options: childProcess.SpawnSyncOptions
    readonly inherited: readonly (Stream | undefined)[]
  },
): unknown {
  const entries = Array.isArray(options.stdio) ? options.stdio : [options.stdio, options.stdio, options.stdio]
  const stdio = entries.map((entry, index) => (inherited[index] ? 'pipe' : (entry ?? 'pipe')))
  const piped = { maxBuffer: Infinity, ...options, stdio }
  const result = Reflect.apply(spawnSync, childProcess, [
    ...args,
    name === 'execSync' ? { shell: true, ...piped } : piped,
  ]) as childProcess.SpawnSyncReturns<Buffer | null>
  for (const [index, stream] of inherited.entries()) {
    if (!stream) continue
    const text = result.output[index]
    if (text) process[stream].write(text)
    result.output[index] = null
    if (index > 0 && index < 3) result[index === 1 ? 'stdout' : 'stderr'] = null
  }
  if (name === 'spawnSync') return result
  if (result.error) throw result.error
  if (result.status !== 0) throw Object.assign(new Error(`Command failed: ${String(args[0])}`), result)
  return result.stdout
}
