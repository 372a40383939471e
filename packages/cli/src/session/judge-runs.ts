import {
  createSessionHistory,
  judgeRemoteRun,
  type RemoteRunOptions,
  type Summary,
  summaryOfRuns,
  type TestResult,
  withTests,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { readCiEnvironment } from '../config/ci-environment.js'
import type { Config } from '../config/config.js'
import type { CommandContext } from '../terminal/command-context.js'
import { toFindOptions } from './find-options.js'
import { openService, resultCacheOf } from './with-service.js'

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
  const { root, outputDir, artifacts, session } = config
  const client = openService(config, `run ${runIds.join(', ')}`)
  try {
    return await withTests({ ...toFindOptions(config, specModule), filters: [], signal }, async (specs) => {
      const [error] = specs.diagnostics.filter(({ severity }) => severity === 'error')
      if (error)
        throw new UserError(
          'specs',
          `${error.location.file}:${error.location.line}: ${error.message}`,
          'Correct the spec first.',
        )
      const history = createSessionHistory({
        client,
        signal,
        root,
        place: 'service',
        settings: session,
        cacheDirectory: resultCacheOf(config),
      })
      const results: TestResult[] = []
      for (const id of runIds) {
        results.push(
          await judgeRemoteRun(id, specs.tests, {
            ...options,
            client,
            history,
            prefix: session.prefix,
            root,
            outputDir,
            artifacts,
            strictLoad: session.strictLoad,
            ...(artifacts === 'none' && { cacheDirectory: resultCacheOf(config) }),
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
