import { join } from 'node:path'
import {
  judgeRemoteRun,
  type RemoteRunOptions,
  type Summary,
  summaryOfRuns,
  type TestResult,
  withTests,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { tokenVariable } from '../options/options.js'
import { readCiEnvironment } from '../config/ci-environment.js'
import type { Config } from '../config/config.js'
import { createServiceClient } from '../target/create-client.js'
import { clientExtraValues } from '../target/remote-client.js'
import type { CommandContext } from '../terminal/command-context.js'
import { toFindOptions } from './find-options.js'

/**
 * Judges runs at Loadero that any machine launched, by the specs of now.
 * @throws UserError without a token and a project, for specs with errors, and when a run has not ended
 */
export async function judgeRuns(
  runIds: readonly number[],
  config: Config,
  { env, specModule, signal }: Pick<CommandContext, 'env' | 'specModule' | 'signal'>,
  options: Pick<RemoteRunOptions, 'readsAll'> = {},
): Promise<Summary> {
  const { target, root, outputDir, artifacts, session } = config
  if (target.kind !== 'service') {
    const hint = `Set ${tokenVariable} and LOADERO_PROJECT_ID.`
    throw new UserError(
      'usage',
      `run ${runIds.join(', ')} is at Loadero, which needs a token and a project`,
      hint,
    )
  }
  const client = createServiceClient(target, {
    alsoAllow: clientExtraValues(config),
    rateLimit: config.requestsPerSecond,
  })
  try {
    return await withTests({ ...toFindOptions(config, specModule), filters: [], signal }, async (specs) => {
      const [error] = specs.diagnostics.filter(({ severity }) => severity === 'error')
      if (error)
        throw new UserError(
          'specs',
          `${error.location.file}:${error.location.line}: ${error.message}`,
          'Correct the spec first.',
        )
      const results: TestResult[] = []
      for (const id of runIds) {
        results.push(
          await judgeRemoteRun(id, specs.tests, {
            ...options,
            client,
            prefix: session.prefix,
            root,
            outputDir,
            artifacts,
            strictLoad: session.strictLoad,
            cacheDirectory: join(outputDir, 'cache', `project-${target.projectId}`),
            signal,
          }),
        )
      }
      return summaryOfRuns(results, readCiEnvironment(env), session.passWithNoTests)
    })
  } finally {
    await client.close()
  }
}
