import { readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { ciTemplate } from '../packages/cli/src/init/ci/ci-template.js'
import type { ProjectFacts } from '../packages/cli/src/init/ci/project-facts.js'
import { packageManagerCommands } from '../packages/cli/src/project/package-manager.js'
import { lintAction, lintCiFile, type LintedProvider } from './support/ci-linters.js'

const providers = ['github', 'gitlab', 'jenkins', 'azure', 'circleci'] as const satisfies LintedProvider[]
const packageManagers = ['npm', 'pnpm', 'yarn', 'bun'] as const
const inRoot: ProjectFacts = { packageManager: 'npm', directory: '', installDirectory: '' }

function fileOf(provider: LintedProvider, facts: ProjectFacts): string {
  return Object.values(ciTemplate(provider, facts).files).join('\n')
}

const cases = providers.flatMap((provider) =>
  packageManagers.flatMap((packageManager) =>
    ['', 'packages/load', 'tests/load & soak', 'true', "it's/1.5"].map(
      (directory) => [provider, { packageManager, directory, installDirectory: '' }] as const,
    ),
  ),
)

test.each(cases)('the file for %s is valid for %o', (provider, facts) => {
  const text = fileOf(provider, facts)
  expect(lintCiFile(provider, text)).toEqual([])
  const { install, execute } = packageManagerCommands[facts.packageManager]
  expect(text).toContain(install)
  expect(text).toContain(`${execute} loadero-test --add-reporter html`)
})

/** Each makes the file of a provider wrong. */
const mistakes = {
  github: [/runs-on/, 'run-on'],
  gitlab: [/artifacts/, 'artefacts'],
  jenkins: [/stages \{/, 'stages {{'],
  azure: [/workingDirectory|displayName/, 'displayname'],
  circleci: [/ steps:/, ' stepz:'],
} as const satisfies Record<LintedProvider, readonly [RegExp, string]>

test.each(providers)('the linter finds a mistake in the file for %s', (provider) => {
  const [pattern, replacement] = mistakes[provider]
  const wrong = fileOf(provider, inRoot).replace(pattern, replacement)
  expect(lintCiFile(provider, wrong)).not.toEqual([])
})

interface Step {
  readonly uses?: string
  readonly run?:
    string | { readonly command: string; readonly when?: string; readonly working_directory?: string }
  readonly script?: string
  readonly if?: string
  readonly condition?: string
  readonly with?: { readonly path?: string }
  readonly publish?: string
  readonly 'working-directory'?: string
  readonly workingDirectory?: string
  readonly store_artifacts?: { readonly path: string }
}

/** What a file does in every case: where and when it stops active runs, and what it uploads. */
const readers = {
  github: (text: string) => {
    const { jobs } = parse(text) as { jobs: { load: { steps: readonly Step[] } } }
    const { steps } = jobs.load
    const stop = steps.find(({ run }) => typeof run === 'string' && run.endsWith('stop last'))
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))
    return {
      keeps: upload?.if,
      when: stop?.if?.split(' ')[0],
      where: stop?.['working-directory'],
      path: upload?.with?.path,
    }
  },
  gitlab: (text: string) => {
    const jobs = parseAllDocuments(text)[1]?.toJS() as {
      'load tests': { after_script: readonly string[]; artifacts: { when: string; paths: readonly string[] } }
    }
    const {
      after_script: [stop = ''],
      artifacts,
    } = jobs['load tests']
    const where = /^cd (.*)\n/m.exec(stop.replace(/^cd "\$CI_PROJECT_DIR"\n/, ''))?.[1]
    return {
      keeps: artifacts.when,
      when: stop.includes('stop last') ? 'always' : undefined,
      where: where?.replace(/^'(.*)'$/s, '$1').replaceAll(String.raw`'\''`, "'"),
      path: artifacts.paths[0],
    }
  },
  azure: (text: string) => {
    const { jobs } = parse(text) as { jobs: readonly { steps: readonly Step[] }[] }
    const steps = jobs[0]?.steps ?? []
    const stop = steps.find(({ script }) => script?.endsWith('stop last'))
    const upload = steps.find(({ publish }) => publish !== undefined)
    return {
      keeps: upload?.condition,
      when: stop?.condition,
      where: stop?.workingDirectory,
      path: upload?.publish,
    }
  },
  circleci: (text: string) => {
    const { jobs } = parse(text) as { jobs: { 'load-tests': { steps: readonly (string | Step)[] } } }
    const steps = jobs['load-tests'].steps.filter((step) => typeof step !== 'string')
    const runs = steps.flatMap(({ run }) => (typeof run === 'object' ? [run] : []))
    const stop = runs.find(({ command }) => command.endsWith('stop last'))
    const upload = steps.find(({ store_artifacts: artifacts }) => artifacts)
    return {
      keeps: 'always',
      when: stop?.when,
      where: stop?.working_directory,
      path: upload?.store_artifacts?.path,
    }
  },
  jenkins: (text: string) => {
    const always = text.slice(text.indexOf('always {'))
    const [, where] = /dir\('((?:[^'\\]|\\.)*)'\) \{ sh '[^']*stop last' \}/.exec(always) ?? []
    const [, path] = /archiveArtifacts artifacts: '((?:[^'\\]|\\.)*)\/\*\*'/.exec(always) ?? []
    const unescape = (one: string | undefined) => one?.replaceAll(/\\(.)/g, '$1')
    return {
      keeps: 'always',
      when: always.includes('stop last') ? 'always' : undefined,
      where: unescape(where),
      path: unescape(path),
    }
  },
} as const satisfies Record<LintedProvider, (text: string) => unknown>

const directories = fc
  .array(fc.stringMatching(/^[\w.&'"()#:,!%+=@ -]{1,12}$/), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'))
  .filter((path) => path.trim() === path && !path.includes('${{'))

test.each(providers)('the file for %s always stops runs and keeps reports, in any folder', (provider) => {
  fc.assert(
    fc.property(directories, (directory) => {
      const { keeps, when, where, path } = readers[provider](fileOf(provider, { ...inRoot, directory }))
      expect([keeps, when]).toEqual([expect.stringMatching(/^always/), expect.stringMatching(/^always/)])
      expect({ where, path }).toEqual({ where: directory, path: `${directory}/.loadero` })
    }),
  )
})

test.each(providers)('the file for %s runs on a schedule and reports a failure', (provider) => {
  const text = fileOf(provider, inRoot)
  expect(text).toMatch(/cron|schedule/)
  expect(text).toContain('"$CHAT_WEBHOOK"')
  // A token in an argument or in the environment of other steps would be visible to them.
  expect(text).not.toMatch(/--token|echo .*TOKEN/)
})

test.each(providers)('the job of %s keeps earlier sessions, and no report of them', (provider) => {
  const kept: Readonly<Record<LintedProvider, readonly string[]>> = {
    github: ['packages/load/.loadero/sessions/*.ndjson', 'packages/load/.loadero/cache'],
    gitlab: ['packages/load/.loadero/sessions/*.ndjson', 'packages/load/.loadero/cache'],
    azure: ['sessions/*.ndjson', 'cache/**'],
    circleci: ['packages/load/.loadero/sessions', 'packages/load/.loadero/cache'],
    // The workspace is kept.
    jenkins: ['rm -rf .loadero/sessions/*/'],
  }
  const text = fileOf(provider, { ...inRoot, directory: 'packages/load' })
  for (const path of kept[provider]) expect(text).toContain(path)
  // A report of an earlier session could be read as that of this one.
  const beforeRun = text.slice(0, text.indexOf('--add-reporter html'))
  expect(beforeRun).not.toMatch(/junit|report\.html/)
  // A failed session is kept, too: the next one says since when.
  const keeps = { github: /cache\/save@v4\n +if: always\(\)/, gitlab: /cache:(\n .*)+when: always/ }
  const other = {
    azure: /allowFailedBuilds: true/,
    circleci: /save_cache:(\n .*)+when: always/,
    jenkins: /./,
  }
  expect(text).toMatch({ ...keeps, ...other }[provider])
})

test('the file for each provider is as documented', () => {
  for (const provider of providers) expect(fileOf(provider, inRoot)).toMatchSnapshot(provider)
})

test('the composite action is valid and always stops runs', () => {
  const text = readFileSync(new URL('../action.yml', import.meta.url), 'utf8')
  expect(lintAction(text)).toEqual([])
  expect(lintAction(text.replace('shell: bash', 'shel: bash'))).not.toEqual([])
  const { inputs, runs } = parse(text) as { inputs: object; runs: { steps: readonly Step[] } }
  const { steps } = runs
  const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))
  const [run, stop] = steps.filter(({ run: script }) => script !== undefined)
  expect([run?.if, stop?.if, upload?.if]).toEqual([
    undefined,
    "always() && steps.load.conclusion != 'skipped'",
    'always()',
  ])
  const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name)
  expect(new Set(used)).toEqual(new Set(Object.keys(inputs)))
  // An input inside of a script could add commands.
  for (const { run: script } of steps) expect(script ?? '').not.toContain('${{')
})

test('the workflow of a release is valid', () => {
  const workflow = readFileSync(new URL('../.github/workflows/release.yml', import.meta.url), 'utf8')
  expect(lintCiFile('github', workflow)).toEqual([])
})

test('the job of the CI page is valid', () => {
  const page = readFileSync(new URL('../packages/cli/docs/guide/ci.md', import.meta.url), 'utf8')
  const [, job = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? []
  expect(lintCiFile('github', job)).toEqual([])
})

test('the Dockerfile has no problems and no root', () => {
  const text = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8')
  expect(
    validate(text).map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`),
  ).toEqual([])
  expect(validate(text.replace('RUN npm', 'RUNS npm'))).not.toEqual([])
  const instructions = [...text.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, name, value = '']) => ({
    name,
    value,
  }))
  const lastPart = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  expect(lastPart.findLast(({ name }) => name === 'USER')?.value).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  // A tag without a version changes from one build to the next.
  const untagged = instructions.filter(({ name, value }) => name === 'FROM' && !/^[a-z/]+:\d/.test(value))
  expect(untagged).toEqual([])
  expect(instructions.filter(({ name }) => name === 'ADD')).toEqual([])
})
