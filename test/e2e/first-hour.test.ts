import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packAll } from '../../.ci/pack.mjs'
import { writeFiles } from '../support/project.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const execute = promisify(execFile)

// Outside of the repository, whose packages would be found otherwise.
const workplace = await mkdtemp(join(tmpdir(), 'first-hour-'))
afterAll(() => rm(workplace, { recursive: true, force: true, maxRetries: 5 }))

interface Tarball {
  readonly name: string
  readonly file: string
}
let tarballs: readonly Tarball[] = []

/** Of this process's environment, what finds programs and caches. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? workplace,
  NO_COLOR: '1',
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  YARN_ENABLE_TELEMETRY: '0',
  ...yarnCertificates(),
}

/** Yarn reads neither the configuration of npm nor Node's variable for the certificates of a proxy. */
function yarnCertificates(): Readonly<Record<string, string>> {
  const ofNpm = execFileSync('npm', ['config', 'get', 'cafile'], { encoding: 'utf8' }).trim()
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? ofNpm
  return existsSync(file) ? { YARN_HTTPS_CA_FILE_PATH: file } : {}
}

async function runIn(cwd: string, command: readonly string[]) {
  const [program = '', ...args] = command
  try {
    const { stdout, stderr } = await execute(program, args, { cwd, env: environment, maxBuffer: 50_000_000 })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

async function runWell(cwd: string, command: readonly string[]): Promise<string> {
  const { code, output } = await runIn(cwd, command)
  expect(code, `${command.join(' ')}\n${output}`).toBe(0)
  return output
}

const yarn = ['npx', '--yes', '--package', '@yarnpkg/cli-dist@4.12.0', 'yarn']
const pnpm = ['npx', '--yes', 'pnpm@10.34.9']

/** The manifest of a project that installs the tarballs, also where they depend on each other. */
function manifest(more: object = {}): object {
  const files = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]))
  const devDependencies = Object.fromEntries(
    Object.entries(files).filter(([name]) => /^(loadero-test|@loadero-test\/engine)$/.test(name)),
  )
  const others = Object.fromEntries(
    Object.entries(files).filter(([name]) => !Object.hasOwn(devDependencies, name)),
  )
  return {
    name: 'project',
    version: '1.0.0',
    private: true,
    devDependencies,
    overrides: others,
    resolutions: files,
    pnpm: { overrides: files },
    ...more,
  }
}

const npmInstall = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline']
const modern = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] }

/** The projects that install packages, by folder, in the order in which they do. */
const installations = {
  // For all projects below it: Node.js finds packages in the directories above, too.
  npm: { command: npmInstall, files: () => ({ 'package.json': manifest() }) },
  pnpm: {
    command: [...pnpm, 'install', '--prefer-offline', '--no-frozen-lockfile'],
    files: () => ({
      ...installedFiles({}),
      'pnpm-workspace.yaml': "allowBuilds:\n  '@nightwatch/nightwatch-inspector': false\n",
    }),
  },
  'yarn-pnp': { command: [...yarn, 'install'], files: () => yarnFiles('pnp') },
  'yarn-node-modules': { command: [...yarn, 'install'], files: () => yarnFiles('node-modules') },
  remote: {
    command: npmInstall,
    files: () => {
      const { devDependencies, ...rest } = manifest({ type: 'module' }) as {
        devDependencies: Record<string, string>
      }
      const own = { ...rest, devDependencies: { 'loadero-test': devDependencies['loadero-test'] } }
      return { ...installedFiles({}), 'package.json': own }
    },
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly command: readonly string[]
      readonly files: () => Readonly<Record<string, string | object>>
    }
  >
>

/** Files of a project whose package manager installs in it. */
function installedFiles(more: object) {
  return {
    '.git/HEAD': 'ref: refs/heads/main\n',
    'package.json': manifest({ type: 'module', ...more }),
    'tsconfig.json': { compilerOptions: modern },
  }
}

function yarnFiles(linker: string) {
  return {
    ...installedFiles({ dependenciesMeta: { '@nightwatch/nightwatch-inspector': { built: false } } }),
    'yarn.lock': '',
    '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\n`,
  }
}

const ready = new Map<string, Promise<unknown>>()
beforeAll(() => {
  tarballs = packAll(join(workplace, 'tarballs'), { clean: false })
  // One after the other, while the projects below the first one are tested.
  let previous: Promise<unknown> = Promise.resolve()
  for (const [name, { command, files }] of Object.entries(installations)) {
    const folder = join(workplace, name)
    const install = async () => {
      await writeFiles(folder, files())
      return runWell(folder, command)
    }
    previous = previous.then(install, install)
    // The test of the project reports the failure.
    previous.catch(() => undefined)
    ready.set(name, previous)
  }
}, 900_000)

/** The folder of a project with installed packages. */
async function installed(name: keyof typeof installations): Promise<string> {
  await ready.get(name)
  return join(workplace, name)
}

const npmFolder = join(workplace, 'npm')
async function npmProject(path: string, files: Readonly<Record<string, string | object>>): Promise<string> {
  await installed('npm')
  const folder = join(npmFolder, path)
  await mkdir(folder, { recursive: true })
  await writeFiles(folder, files)
  return folder
}

interface Installation {
  /** Runs the command of the package. */
  readonly command: readonly string[]
  readonly root: string
}

const scenario = { default: { timecards: [{ name: 'open', durationMs: 250 }] } }

/** Runs `init`, then the first test, which passes, and with a limit that it exceeds fails. */
async function expectFirstHour({ command, root: folder }: Installation, specFile: string): Promise<string> {
  const output = await runWell(folder, [...command, 'init'])
  await writeFiles(folder, { 'scenario.json': scenario })
  await runWell(folder, [...command, '--simulate', 'scenario.json'])
  const spec = join(folder, specFile)
  const text = await readFile(spec, 'utf8')
  await writeFile(spec, text.replace('lessThan(10_000)', 'lessThan(10)'))
  const red = await runIn(folder, [...command, '--simulate', 'scenario.json'])
  expect(red.output).toContain(
    'assert: actions/timeExecution/open is up to 250 ms, the limit is < 10 ms (240 ms above)',
  )
  expect(red.code).toBe(1)
  await writeFile(spec, text)
  return output
}

const npx = [join(npmFolder, 'node_modules', '.bin', 'loadero-test')]
const kinds: readonly {
  readonly kind: string
  readonly files: Readonly<Record<string, string | object>>
  /** Where `init` runs, below the repository. */
  readonly below?: string
  readonly ending: 'ts' | 'mts' | 'js' | 'mjs'
  readonly options?: object
}[] = [
  {
    kind: 'TypeScript modules',
    files: { 'package.json': { type: 'module' } },
    ending: 'ts',
    options: modern,
  },
  {
    kind: 'TypeScript for a bundler',
    files: { 'package.json': { type: 'module' } },
    ending: 'ts',
    options: { ...modern, module: 'esnext', moduleResolution: 'bundler' },
  },
  {
    kind: 'TypeScript with CommonJS and node16',
    files: { 'package.json': {} },
    ending: 'mts',
    options: { ...modern, module: 'node16' },
  },
  {
    kind: 'TypeScript with CommonJS and verbatimModuleSyntax',
    files: { 'package.json': {} },
    ending: 'mts',
    options: { ...modern, verbatimModuleSyntax: true },
  },
  {
    kind: 'TypeScript that checks the types of packages',
    files: { 'package.json': { type: 'module' } },
    ending: 'ts',
    options: {
      ...modern,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedParameters: true,
      isolatedModules: true,
      erasableSyntaxOnly: true,
    },
  },
  { kind: 'JavaScript modules', files: { 'package.json': { type: 'module' } }, ending: 'js' },
  { kind: 'JavaScript with CommonJS', files: { 'package.json': {} }, ending: 'mjs' },
  { kind: 'nothing but a repository', files: {}, ending: 'ts', options: modern },
  {
    kind: 'a package of a workspace',
    files: {
      'package.json': { workspaces: ['packages/*'] },
      'package-lock.json': '{}',
      'packages/load/package.json': { type: 'module' },
    },
    below: 'packages/load',
    ending: 'js',
  },
  {
    kind: 'a folder below the root of the repository',
    files: { 'package.json': { type: 'module' } },
    below: 'tests/load',
    ending: 'ts',
    options: modern,
  },
]

test.each(kinds)(
  'init gives $kind a test that passes',
  async ({ kind, files, below = '', ending, options }) => {
    const repository = await npmProject(kind.replaceAll(' ', '-'), {
      '.git/HEAD': 'ref: refs/heads/main\n',
      ...files,
    })
    const folder = join(repository, below)
    await mkdir(folder, { recursive: true })
    if (options) await writeFiles(folder, { 'tsconfig.json': { compilerOptions: options } })
    const script = ending.endsWith('ts') ? `specs/first.${ending}` : 'specs/first.js'
    const output = await expectFirstHour({ command: npx, root: folder }, `specs/first.loadero.${ending}`)
    expect(output).toContain(`wrote loadero.config.${ending}\n`)
    expect(output).toContain(`wrote ${script}\n`)
    const workflow = await readFile(join(repository, '.github/workflows/load-tests.yml'), 'utf8')
    expect(workflow).toContain(below === '' ? 'loadero-test' : `working-directory: ${below}`)
    if (!options) {
      const checked = { ...modern, allowJs: true, checkJs: true }
      await writeFiles(folder, {
        'tsconfig.json': { compilerOptions: checked, include: ['**/*.js', '**/*.mjs'] },
      })
    }
    await runWell(folder, [process.execPath, compiler, '--project', '.'])
  },
  900_000,
)

test('a project of pnpm installs, has types and passes', async () => {
  const folder = await installed('pnpm')
  const command = [join(folder, 'node_modules', '.bin', 'loadero-test')]
  const output = await expectFirstHour({ command, root: folder }, 'specs/first.loadero.ts')
  expect(output).toContain('pnpm exec loadero-test --local')
  // pnpm gives each package only what it declares, so that the types of the script need the right peers.
  await runWell(folder, [process.execPath, compiler, '--project', '.'])
  await writeFiles(folder, {
    'specs/first.ts':
      "import { defineScript } from 'loadero-test/script'\nexport default defineScript((client) => { client.noSuchCommand() })\n",
  })
  expect((await runIn(folder, [process.execPath, compiler, '--project', '.'])).output).toContain(
    'noSuchCommand',
  )
}, 900_000)

test.each(['pnp', 'node-modules'] as const)(
  'a project of Yarn with the linker %s installs and passes',
  async (linker) => {
    const folder = await installed(`yarn-${linker}`)
    const command = [...yarn, 'loadero-test']
    const output = await expectFirstHour({ command, root: folder }, 'specs/first.loadero.ts')
    expect(output).toContain('yarn loadero-test --local')
    const doctor = await runIn(folder, [...command, 'doctor'])
    expect(doctor.output).not.toContain('@loadero-test/engine, which is not installed')
  },
  900_000,
)

test('without the engine, tests run at Loadero, scripts have types, and a local run says what is missing', async () => {
  const folder = await installed('remote')
  expect(existsSync(join(folder, 'node_modules', 'nightwatch'))).toBe(false)
  const command = [join(folder, 'node_modules', '.bin', 'loadero-test')]
  const output = await expectFirstHour({ command, root: folder }, 'specs/first.loadero.ts')
  expect(output).toContain('npm install --save-dev @loadero-test/engine@')
  await runWell(folder, [process.execPath, compiler, '--project', '.'])
  const local = await runIn(folder, [...command, '--local'])
  expect(local.output).toContain('need the package @loadero-test/engine, which is not installed')
  expect(local.output).toContain('npm install --save-dev @loadero-test/engine@')
  expect(local.code).toBe(2)
}, 900_000)
