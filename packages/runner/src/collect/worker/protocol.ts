import type { MessagePort } from 'node:worker_threads'
import type { Result, Run } from '@loadero-test/core'
import type { ThrownError } from '../../model/thrown-error.js'

/** What a worker needs before its first task. */
export interface WorkerSettings {
  /** Modules that imports of a package are replaced by: name → absolute path. */
  readonly alias: Readonly<Record<string, string>>
  /** Gets each value that is marked as secret, before the output and the errors that may contain it. */
  readonly secretsPort: MessagePort
  /** Lists of requests, which run one after another, and messages. */
  readonly tasksPort: MessagePort
  /** Proves that a message is of the worker, not of an author's code in its thread. */
  readonly key: string
  /** One 32-bit integer: the id of the request that runs, also while the replies of those before it wait. */
  readonly running: SharedArrayBuffer
  /** Whether each file is compared alone, because one of several files has changed an earlier thread. */
  readonly comparesEach: boolean
}

export interface SealedMessages {
  readonly key: string
  readonly messages: readonly WorkerMessage[]
}

/** What a worker does on request. All paths are absolute. */
export type WorkerTask =
  /** Load a spec file and return what it declares. */
  | { readonly kind: 'spec'; readonly path: string }
  /** Load a module and return its default export; a function is called. */
  | { readonly kind: 'config'; readonly path: string }
  /** Call the callback of the test with this number in a loaded spec file. */
  | {
      readonly kind: 'verify'
      readonly path: string
      readonly index: number
      readonly run: Run
      readonly results: readonly Result[]
    }
  /** Load a reporter and return what it handles. `from` is the file that a package is resolved from. */
  | { readonly kind: 'reporter'; readonly name: string; readonly from: string; readonly options: unknown }
  /** Call a method of the loaded reporter. */
  | { readonly kind: 'report'; readonly event: string; readonly args: readonly unknown[] }

export type WorkerTaskOf<K extends WorkerTask['kind']> = Extract<WorkerTask, { readonly kind: K }>

export interface WorkerRequest {
  readonly id: number
  readonly task: WorkerTask
}

/** The code that was running when something failed. */
export interface CodeOwner {
  readonly path: string
  /** The number of the test whose callback was running. */
  readonly index?: number
}

export type WorkerMessage =
  | {
      readonly kind: 'reply'
      readonly id: number
      readonly outcome: { readonly value: unknown } | { readonly error: ThrownError }
      /** Names of what the code changed for all other code of its thread. */
      readonly changed: readonly string[]
      /** Of a configuration file: environment variables that differ from those at the start. `undefined`: deleted. */
      readonly env: Readonly<Record<string, string | undefined>>
    }
  /** An earlier request of the same message has failed or changed the thread. */
  | { readonly kind: 'not-started'; readonly id: number }
  /** One of several files has changed the thread, and it is not known which. They have to be loaded once more. */
  | { readonly kind: 'mixed'; readonly id: number }
  /** An error that no request waits for: a floating rejection or an error in a timer. */
  | { readonly kind: 'late'; readonly error: ThrownError; readonly owner?: CodeOwner | undefined }
  /** The code ends the thread. */
  | { readonly kind: 'exiting'; readonly error: ThrownError; readonly owner?: CodeOwner | undefined }

/** The value of a `verify` task. */
export interface VerifyReply {
  readonly thrown: readonly ThrownError[]
  /** What the code replaced, so that its assertions may not fail. */
  readonly broken?: string
}

/** The value of a `reporter` task. */
export interface LoadedReporter {
  readonly problem?: 'not-an-object' | 'not-found'
  readonly name?: string
  readonly outputFile?: string
  /** Names of its methods. */
  readonly methods: readonly string[]
}
