import { type Exit, exitCodes } from '@loadero-test/runner/exit-codes'
import { UserError } from '@loadero-test/runner/errors'
import { noConfigFile } from '../config/config-file.js'
import { resolveValues } from '../config/resolve-values.js'
import type { Flags } from '../options/parse-arguments.js'
import { loadEngine } from '../project/load-engine.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Installs a browser with its driver, and says what local runs then use. */
export async function browsersCommand(
  [action = '', choice = 'chrome-headless-shell']: readonly string[],
  flags: Flags,
  { env, signal, write }: Pick<CommandContext, 'env' | 'signal' | 'write'>,
): Promise<Exit> {
  if (action !== 'install')
    throw new UserError('usage', `Unknown action "${action}" of browsers`, 'Use `browsers install`.')
  const { EngineError, findBrowser, installableBrowsers, installBrowser } = await loadEngine(env)
  const [name = '', version = 'stable', ...more] = choice.split('@')
  const browser = installableBrowsers.find((one) => one === name)
  if (
    browser === undefined ||
    more.length > 0 ||
    !/^(\d+(\.\d+){0,3}|stable|beta|dev|canary)$/i.test(version)
  )
    throw new UserError(
      'usage',
      `Unknown browser "${choice}"`,
      `Use ${installableBrowsers.join(' or ')}, and after @ a version such as 131, 131.0.6778.108 or stable.`,
    )
  const { mirror } = resolveValues({
    command: 'browsers',
    flags,
    env,
    file: noConfigFile,
    project: undefined,
  }).values
  const findUsed = () => {
    try {
      return findBrowser({ env })
    } catch (error) {
      if (error instanceof EngineError) return undefined
      throw error
    }
  }
  try {
    const installed = await installBrowser({
      env,
      browser,
      version: version.toLowerCase(),
      mirror,
      signal,
      report: (step) => write(`${step}\n`),
    })
    write(`browser ${installed.browserPath}\ndriver  ${installed.driverPath}\n`)
    const used = findUsed()
    if (used === undefined || used.browserPath === installed.browserPath)
      return { code: exitCodes.passed, reason: 'local runs use this browser' }
    write(`local runs without --headed use ${used.browserPath} with ${used.driverPath}\n`)
    return { code: exitCodes.passed, reason: 'installed' }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const used = findUsed()
    const instead =
      used === undefined
        ? 'No other browser is on this machine.'
        : `Local runs use what is on this machine: ${used.browserPath} with ${used.driverPath}.`
    throw new UserError('engine', error.message, [error.hint, instead].filter(Boolean).join('\n  '))
  }
}
