import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { errorMessage, secretsIn, secretsOfUrl } from '@loadero-test/core/internal'
import type { EngineOptions } from '@loadero-test/engine'
import { UserError } from '@loadero-test/runner/errors'
import { rememberSecret } from '@loadero-test/runner/secrets'

export interface GridSettings {
  readonly grid: URL | undefined
  /** JSON, or the path of a file with it. */
  readonly gridCapabilities: string | undefined
  readonly gridDevtools: string | undefined
}

/**
 * The options of a grid for the engine. From now on, no output shows the credentials in them.
 * @param directories that the path of a file is relative to; the first one that has it counts
 * @throws UserError when they are wrong, or when there is no grid
 */
export function readGridOptions(
  { grid, gridCapabilities, gridDevtools }: GridSettings,
  directories: readonly string[],
): Required<Pick<EngineOptions, 'grid' | 'gridCapabilities' | 'gridDevtools'>> {
  if (!grid) {
    const useless =
      gridCapabilities !== undefined ? '--grid-capabilities' : gridDevtools !== undefined && '--grid-devtools'
    if (useless) throw new UserError('usage', `${useless} needs a grid`, 'Add --grid or LOADERO_GRID.')
    return { grid, gridCapabilities: undefined, gridDevtools }
  }
  const capabilities =
    gridCapabilities === undefined ? undefined : readCapabilities(gridCapabilities, directories)
  const addresses = [grid, ...(gridDevtools === undefined ? [] : [new URL(gridDevtools, grid)])]
  for (const secret of [...addresses.flatMap(secretsOfUrl), ...secretsIn(capabilities)])
    rememberSecret(secret)
  return { grid, gridCapabilities: capabilities, gridDevtools }
}

function readCapabilities(text: string, directories: readonly string[]): Readonly<Record<string, unknown>> {
  const isJson = text.trimStart().startsWith('{')
  const paths = directories.map((directory) => resolve(directory, text))
  const file = isJson ? undefined : (paths.find((path) => existsSync(path)) ?? paths[0])
  // The text may contain credentials, so no message repeats it.
  const source =
    file === undefined ? 'The value of --grid-capabilities' : `The file ${text} of --grid-capabilities`
  const hint = `Write a JSON object such as '{"browserVersion":"156","platformName":"linux"}', or the path of a file with one.`
  let value: unknown
  try {
    value = JSON.parse(file === undefined ? text : readFileSync(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : `cannot be read: ${errorMessage(error)}`
    throw new UserError('usage', `${source} ${reason}`, hint)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UserError('usage', `${source} is not a JSON object`, hint)
  return { ...value }
}
