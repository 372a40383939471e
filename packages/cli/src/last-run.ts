import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Summary, writeWhole } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'

const fileOf = (outputDir: string) => join(outputDir, 'last-run.json')

/** Remembers which tests did not pass, for `--last-failed`. */
export const rememberRun = async (outputDir: string, { tests }: Summary): Promise<void> => {
  const failed = tests.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  await writeWhole(
    fileOf(outputDir),
    `${JSON.stringify({ failed: failed.map(({ test }) => test.id) }, undefined, 2)}\n`,
  )
}

/** @throws UserError when nothing was run yet */
export const recallFailed = (outputDir: string): ReadonlySet<string> => {
  try {
    const { failed } = JSON.parse(readFileSync(fileOf(outputDir), 'utf8')) as { failed: string[] }
    return new Set(failed)
  } catch {
    throw new UserError(
      'usage',
      `--last-failed: there is no readable ${fileOf(outputDir)}`,
      'Run without it once.',
    )
  }
}
