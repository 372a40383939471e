export type UserErrorCode = 'usage' | 'config' | 'specs' | 'plan' | 'limit' | 'engine' | 'system'

/** An error that the user can correct. It is shown as message and hint, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: UserErrorCode
  readonly hint: string | undefined

  constructor(code: UserErrorCode, message: string, hint?: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** A signal that ends a command early. */
export type InterruptSignal = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGTERM'

/** No test is selected, so there is nothing to run. */
export class NothingSelectedError extends Error {
  override readonly name = 'NothingSelectedError'
  /** How many tests the spec files declare. */
  readonly declared: number

  constructor(declared: number) {
    super('no test is selected')
    this.declared = declared
  }
}

/** The reason of a session's aborted signal. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly by: InterruptSignal

  constructor(by: InterruptSignal) {
    super(`interrupted by ${by}`)
    this.by = by
  }
}

/** The reason why the session launches no further tests although it was not interrupted. */
export class NotLaunchedError extends Error {
  override readonly name = 'NotLaunchedError'
  /** Of the remaining tests. */
  readonly verdict: 'errored' | 'skipped'

  constructor(verdict: 'errored' | 'skipped', message: string) {
    super(message)
    this.verdict = verdict
  }
}

/** What to do about an error of the file system, by its code. */
const systemHints: Readonly<Record<string, string>> = {
  EACCES: 'Change the permissions, or choose another path.',
  EPERM: 'Change the permissions, or choose another path.',
  EROFS: 'The file system is read-only. Choose another path.',
  EEXIST: 'A file is at the place of a directory. Move it, or choose another path.',
  ENOTDIR: 'A file is at the place of a directory. Move it, or choose another path.',
  EISDIR: 'A directory is at the place of a file. Move it, or choose another path.',
  ENOENT: 'Check that the path exists.',
  ELOOP: 'Correct the symbolic links of the path.',
  ENAMETOOLONG: 'Choose a shorter path.',
  ENOSPC: 'Free some space, or choose another --output-dir.',
  EDQUOT: 'Free some space, or choose another --output-dir.',
  EIO: 'Check the disk.',
  EMFILE: 'Raise the limit of open files, for example with `ulimit -n 1024`.',
  ENFILE: 'Raise the limit of open files of the system.',
}

/** Codes whose errors do not always name a path. */
const pathlessCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']

/**
 * An error of the file system as one that the user can correct: `Not a directory: /project/.loadero/sessions (mkdir)`.
 * Undefined for all other errors.
 */
export function systemErrorOf(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', syscall = '', path, message } = error as NodeJS.ErrnoException
  if (syscall === 'uv_cwd') {
    return new UserError('system', 'The working directory is gone', 'Change to a directory that exists.')
  }
  // Without a free file, Node.js cannot read the package.json of a package.
  if (/^(?:ERR_)?MODULE_NOT_FOUND$/.test(code) && message.includes('node_modules')) {
    const [problem = ''] = message.split('\n', 1)
    return new UserError(
      'system',
      `A package cannot be loaded: ${problem}`,
      'Install the packages again. Raise the limit of open files if it is low, for example with `ulimit -n 1024`.',
    )
  }
  const hint = systemHints[code]
  if (hint === undefined || (path === undefined && !pathlessCodes.includes(code))) return undefined
  const [, meaning = code] = /^\w+: ([^,]+)/.exec(message) ?? []
  const place = path === undefined ? '' : `: ${path}`
  const problem = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${place}`
  return new UserError('system', `${problem} (${syscall.split(' ')[0]})`, hint)
}
