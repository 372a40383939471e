import { relative } from 'node:path'
import { plural } from '@loadero-test/core/internal'
import { downloadRun, type Exit, exitCodes, missingFilesMessage } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import { withService } from '../session/with-service.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Downloads all logs and artifacts of a run at Loadero. */
export async function downloadCommand(
  config: Config,
  { cwd, write, signal }: Pick<CommandContext, 'cwd' | 'write' | 'signal'>,
): Promise<Exit> {
  const { run } = config
  if (run === undefined) throw new UserError('usage', '"download" needs --run <id>')
  return withService(config, `run ${run}`, async (client) => {
    const { outputDir } = config
    const { directory, participants, files, missing } = await downloadRun(run, { client, outputDir, signal })
    const from = plural(participants, 'participant')
    write(`${plural(files.length, 'file')} of ${from} in ${relative(cwd, directory)}\n`)
    return missing.length === 0
      ? { code: exitCodes.passed, reason: 'downloaded' }
      : { code: exitCodes.errored, reason: missingFilesMessage(missing) }
  })
}
