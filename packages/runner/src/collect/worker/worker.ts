import { AsyncLocalStorage } from 'node:async_hooks'
import nodeModule from 'node:module'
import { workerData } from 'node:worker_threads'
import type { ThrownError } from '../../model/thrown-error.js'
import { collectDeclarations, type CollectedFile } from '../dsl/collector.js'
import { keepStacks } from '../dsl/own-stacks.js'
import { onSecret } from '../../model/secrets.js'
import { captureOutput } from './capture-output.js'
import { authorStack, describeThrown } from './describe-thrown.js'
import { findBrokenBuiltIn } from './built-ins.js'
import { forgetSources, isNamedByAuthor } from './modules/compiled-files.js'
import { defaultExport } from './modules/namespace.js'
import { encode } from './encode.js'
import { createModuleLoader } from './module-loader.js'
import type {
  CodeOwner,
  SealedMessages,
  VerifyReply,
  WorkerMessage,
  WorkerRequest,
  WorkerSettings,
  WorkerTask,
  WorkerTaskOf,
} from './protocol.js'
import { type Reply, ReplyBatch } from './reply-batch.js'
import { createReporter, report } from './reporter.js'
import { createResolver } from './resolve.js'
import { prepareDeclarationStack, prepareStackTrace } from './source-stacks.js'
import { watchSharedState } from './shared-state.js'

// The code of authors may replace globals, so this file keeps its own references.
const { setImmediate: afterCallbacks, setTimeout: later } = globalThis
const { pid, stdout, stderr } = process
const endThread = process.exit.bind(process)
const activeResources = process.getActiveResourcesInfo.bind(process)
const kill = process.kill.bind(process)
const listenersOf = process.listeners.bind(process)

captureOutput()
const {
  alias,
  secretsPort,
  tasksPort: port,
  key,
  running: runningId,
  comparesEach,
} = workerData as WorkerSettings
const running = new Int32Array(runningId)
const send = port.postMessage.bind(port)
const sendSecret = secretsPort.postMessage.bind(secretsPort)
// An author's code reads the same object.
for (const name of Object.keys(workerData as object)) Reflect.deleteProperty(workerData as object, name)
const owners = new AsyncLocalStorage<CodeOwner>()
const resolveImport = createResolver(alias)
const files = new Map<string, CollectedFile>()
/** Of the thread before any code of an author; Node.js changes its own state until then. */
let readChanges: ReturnType<typeof watchSharedState> | undefined

function post(messages: readonly WorkerMessage[]): void {
  forgetSources()
  send({ key, messages } satisfies SealedMessages)
}

const replies = new ReplyBatch(post, () => readChangesSafely())

/**
 * Runs spec files until one of them fails or changes what all code of the thread shares: the next one needs another
 * thread. Other tasks come alone.
 */
async function replyAll(requests: readonly WorkerRequest[]): Promise<void> {
  const notStarted: WorkerMessage[] = []
  let isClean = true
  // Code of an author may replace the iterator of arrays.
  for (let index = 0; index < requests.length; index++) {
    const request = requests[index] as WorkerRequest
    if (isClean) isClean = await reply(request, index === requests.length - 1)
    else notStarted[notStarted.length] = { kind: 'not-started', id: request.id }
  }
  if (notStarted.length > 0) post(notStarted)
}

/**
 * Runs a task, and waits one turn of the event loop: its floating rejections and elapsed timers come before its reply.
 * @param isLast whether no other task waits, so that there is time for timers that do not keep the thread alive
 * @returns whether the next task finds the thread unchanged
 */
async function reply({ id, task }: WorkerRequest, isLast: boolean): Promise<boolean> {
  readChanges ??= watchSharedState(isNamedByAuthor)
  Atomics.store(running, 0, id)
  const resources = activeResources().length
  let isPlain = task.kind === 'spec' && !comparesEach
  let isMixed = false
  // Code that can change the thread is compared alone, and the earlier replies do not wait for code that may take long.
  const beforeOther = () => {
    // It can write files.
    forgetSources()
    if (isPlain) isMixed = !replies.send()
    isPlain = false
  }
  const owner: CodeOwner = {
    path: task.kind === 'report' ? 'reporter' : task.kind === 'reporter' ? task.name : task.path,
    ...(task.kind === 'verify' && { index: task.index }),
  }
  let outcome: Reply['outcome']
  try {
    outcome = { value: await owners.run(owner, () => executeTask(task, beforeOther)) }
  } catch (error) {
    outcome = { error: await describeThrown(error) }
  }
  const waitsForTimers = isLast || activeResources().length > resources
  await new Promise<void>((resolve) => {
    if (waitsForTimers) later(() => afterCallbacks(resolve), 1)
    else afterCallbacks(resolve)
  })
  const hasErrors = reporting.size > 0
  const hasOutput = stdout.writableLength + stderr.writableLength > 0
  // Most files have neither, and each `await` takes a turn.
  if (hasErrors) await Promise.all(reporting)
  if (hasOutput) await Promise.all([flush(stdout), flush(stderr)])
  const env = task.kind === 'config' ? changedEnv() : {}
  const canWait = isPlain && !waitsForTimers && !hasErrors && !hasOutput && 'value' in outcome
  if (canWait && !replies.isDue()) {
    replies.add({ kind: 'reply', id, outcome, changed: [], env })
    return true
  }
  const changed = readChangesSafely()
  if (isMixed || (changed.length > 0 && !replies.isEmpty())) {
    replies.discardWith(id)
    return false
  }
  if (changed.length > 0 && task.kind !== 'verify') outcome = await withoutBroken(outcome)
  replies.sendWith({ kind: 'reply', id, outcome, changed, env })
  return 'value' in outcome && changed.length === 0
}

/** What a file declares is not known after it has replaced a built-in function. A callback says it with what it threw. */
async function withoutBroken(outcome: Reply['outcome']): Promise<Reply['outcome']> {
  const broken = 'value' in outcome ? await findBrokenBuiltIn() : undefined
  if (broken === undefined) return outcome
  const problem = `the code replaced ${broken} with something that behaves differently`
  return { error: await describeThrown(new Error(`${problem}, so what it declares is not known`)) }
}

/** What code of an author has replaced may fail. The main thread waits for each reply, so this does not. */
function readChangesSafely(): readonly string[] {
  try {
    return readChanges?.() ?? []
  } catch {
    return ['a built-in function']
  }
}

async function executeTask(task: WorkerTask, beforeOther: () => void): Promise<unknown> {
  const { load } = createModuleLoader(resolveImport, beforeOther)
  switch (task.kind) {
    case 'spec': {
      const file = await collectDeclarations(() => load(task.path, task.path))
      files.set(task.path, file)
      return encode(file)
    }
    case 'config': {
      const exported = defaultExport(await load(task.path, task.path))
      // As in Vite.
      const value: unknown =
        typeof exported === 'function' ? await (exported as () => unknown)() : await exported
      return encode({ hasDefault: exported !== undefined, value })
    }
    case 'verify':
      return verify(task)
    case 'reporter':
      return createReporter(await load(task.name, task.from), task)
    default:
      return report(task)
  }
}

/** `expect` and this file call what the code may have replaced, so that failures are lost. */
async function verify({ path, index, run, results }: WorkerTaskOf<'verify'>): Promise<VerifyReply> {
  const callback = files.get(path)?.tests[index]?.verify
  if (typeof callback !== 'function') throw new Error('The callback is missing. Has the file changed?')
  const { createExpect, findBrokenAssertion } = await import('./expect.js')
  const { expect, finish } = createExpect()
  const thrown: unknown[] = []
  // The file may have limited stacks; the report needs the line.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 30)
  try {
    await (callback as (context: unknown) => unknown)({ run, results, expect })
  } catch (error) {
    thrown[0] = error
  }
  const unthrown = await finish()
  for (let number = 0; number < unthrown.length; number++) thrown[thrown.length] = unthrown[number]
  const described: ThrownError[] = []
  // The code may have replaced methods of arrays.
  for (let number = 0; number < thrown.length; number++)
    described[number] = await describeThrown(thrown[number])
  const seesErrors =
    listenersOf('unhandledRejection').includes(reportLate) &&
    listenersOf('uncaughtException').includes(reportLate)
  const broken =
    (await findBrokenBuiltIn()) ??
    (await findBrokenAssertion()) ??
    (seesErrors ? undefined : 'the listeners for errors')
  return { thrown: described, ...(broken !== undefined && { broken }) }
}

/** Late errors that are still being described. */
const reporting = new Set<Promise<void>>()

function reportLate(thrown: unknown): void {
  const owner = owners.getStore()
  const describe = async () => {
    post([{ kind: 'late', error: await describeThrown(thrown), owner }])
    reporting.delete(reported)
  }
  const reported = describe()
  reporting.add(reported)
}

/** The thread ends, but the main thread learns of the call first. */
function refuseExit(call: string): never {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 30
  const { stack = '' } = new Error(`${call} was called`)
  Error.stackTraceLimit = stackTraceLimit
  const error = {
    name: 'Error',
    message: `${call} was called`,
    stack: authorStack(stack),
    isAssertion: false,
    causes: [],
  }
  post([{ kind: 'exiting', error, owner: owners.getStore() }])
  return endThread(1)
}

/** Waits until the main thread has received what was written. */
async function flush(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength === 0) return
  await new Promise<void>((resolve) => {
    stream.write('', () => resolve())
    later(resolve, 1_000)
  })
}

const envAtStart = { ...process.env }

function changedEnv(): Record<string, string | undefined> {
  const env = { ...process.env }
  const names = new Set([...Object.keys(env), ...Object.keys(envAtStart)])
  return Object.fromEntries(
    [...names].filter((name) => env[name] !== envAtStart[name]).map((name) => [name, env[name]]),
  )
}

// Node.js 22.8 and later keep compiled code on disk.
;(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.()
Error.prepareStackTrace = prepareStackTrace as typeof Error.prepareStackTrace
keepStacks(prepareDeclarationStack)
onSecret((secret) => sendSecret(secret))
process.on('uncaughtException', reportLate)
process.on('unhandledRejection', reportLate)
process.exit = (code) => refuseExit(`process.exit(${code ?? ''})`)
process.abort = () => refuseExit('process.abort()')
process.kill = (target, signal) =>
  target === pid ? refuseExit('process.kill(process.pid)') : kill(target, signal)
port.on('message', (requests: readonly WorkerRequest[] | 'retire') => {
  // Without a request to wait for, the thread ends as soon as the author's code has nothing left to do.
  if (requests === 'retire') port.unref()
  else void replyAll(requests)
})
