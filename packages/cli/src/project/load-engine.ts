import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '@loadero-test/runner/errors'
import type { Environment } from '../options/environment.js'
import { findPackageManager, packageManagerCommands } from './package-manager.js'
import { readJsonObject } from './read-json-object.js'

/**
 * The engine is a package of its own, because runs at Loadero need no browsers here.
 * @throws UserError with the command that installs it
 */
export async function loadEngine(env: Environment) {
  try {
    return await import('@loadero-test/engine')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // An engine whose own dependency is missing is another problem.
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes("'@loadero-test/engine'")) throw error
    const add = packageManagerCommands[findPackageManager(resolve(), env)].add.join(' ')
    const { version } = readJsonObject(fileURLToPath(new URL('../../package.json', import.meta.url)))
    throw new UserError(
      'engine',
      'Browsers on this machine and on a grid need the package @loadero-test/engine, which is not installed',
      `Install it: \`${add} @loadero-test/engine@${String(version)}\`. Runs at Loadero do not need it: set LOADERO_ACCESS_TOKEN.`,
    )
  }
}
