import { execFile } from 'node:child_process'
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { createProject, spec } from '../support/project.js'

const main = fileURLToPath(new URL('../../packages/cli/bin/loadero-test.js', import.meta.url))
const simulate = ['--simulate', 'scenario.json']

function project(files: Parameters<typeof createProject>[0] = {}) {
  return createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {}, ...files })
}

/** Runs a line of shell, in which "$@" is the command. */
function shell(cwd: string, line: string, args: readonly string[]) {
  return new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: cwd }
    execFile(
      '/bin/sh',
      ['-c', line, 'sh', process.execPath, main, ...args],
      { cwd, env },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    )
  })
}

function expectNoStack(output: string) {
  expect(output).not.toMatch(/^ {4}at |Unexpected error|Node\.js v\d/m)
}

const brokenDirectories: readonly (readonly [string, (root: string) => Promise<string>, string])[] = [
  [
    'a file',
    async (root) => {
      await writeFile(join(root, 'out'), '')
      return 'out'
    },
    'out/sessions (mkdir)',
  ],
  [
    'below a file',
    async (root) => {
      await writeFile(join(root, 'out'), '')
      return 'out/below'
    },
    'out/below/sessions (mkdir)',
  ],
  [
    'one whose sessions are a file',
    async (root) => {
      await mkdir(join(root, 'out'))
      await writeFile(join(root, 'out', 'sessions'), '')
      return 'out'
    },
    'out/sessions (mkdir)',
  ],
  [
    'a broken link',
    async (root) => {
      await symlink(join(root, 'gone', 'out'), join(root, 'out'))
      return 'out'
    },
    'out/sessions (mkdir)',
  ],
]

test.each(brokenDirectories)('an output directory that is %s is refused', async (_, prepare, place) => {
  const root = await project()
  const outputDir = await prepare(root)
  const { code, stderr } = await run(root, [...simulate, '--output-dir', outputDir])
  expect(stderr).toMatch(/^[A-Z][a-z ]+: /)
  expect(stderr.replaceAll(`${root}/`, '')).toContain(`: ${place}`)
  expect(stderr).toMatch(/\nExit 2: system error\n$/)
  expect(code).toBe(2)
  expectNoStack(stderr)
  // What needs no output directory works.
  expect((await run(root, ['list', '--output-dir', outputDir])).code).toBe(0)
  const report = await run(root, ['report', 'last', '--output-dir', outputDir])
  expect(report.code).toBe(2)
  expectNoStack(report.stderr)
})

const breakages = {
  removed: "rmSync('.loadero', { recursive: true })",
  'replaced by a file': "rmSync('.loadero', { recursive: true }); writeFileSync('.loadero', '')",
  'removed with the project': 'rmSync(process.cwd(), { recursive: true })',
}

test.each(Object.entries(breakages))(
  'an output directory that is %s ends no session early',
  async (_, code) => {
    const root = await project({
      'break.mjs': `import { rmSync, writeFileSync } from 'node:fs'\nexport default { onBegin: () => { ${code} } }`,
    })
    const reporters = 'list,junit,json,html,ndjson,./break.mjs'
    const { code: exit, stdout, stderr } = await run(root, [...simulate, '--reporter', reporters])
    expect(exit).toBe(75)
    expectNoStack(stdout + stderr)
    expect(stdout).toContain('a launch that cannot be recorded is not sent')
    const left = await readdir(join(root, '.loadero')).catch(() => [])
    const named = [...stdout.matchAll(/^Report +\.loadero\/(.+)$/gm)].map(([, name = '']) => name)
    expect(named.toSorted()).toEqual(left.filter((name) => !name.startsWith('sessions')).toSorted())
    for (const [, name = ''] of stdout.matchAll(/^Not written +\.loadero\/(.+)$/gm))
      expect(left).not.toContain(name)
  },
)

test('a report that does not fit on the disk is named', async () => {
  const root = await project()
  const { code, stdout } = await run(root, [...simulate, '--reporter', 'list,junit=/dev/full'])
  expect(stdout).toMatch(/^Error +reporter junit failed: .*ENOSPC/m)
  expect(stdout).toMatch(/^Not written +.*dev\/full$/m)
  expect(code).toBe(75)
})

// Node.js names what it cannot open, or the module that it does not find without opening files.
const tooManyFiles =
  /^(?:Too many open files|A package cannot be loaded): .+\n {2}.*Raise the limit of open files.+\nExit 2: /

test.each([
  ['20 open files', 'ulimit -n 20; exec "$@"', tooManyFiles],
  [
    'no working directory',
    'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
    /^The working directory is gone\n {2}Change .+\nExit 2: /,
  ],
])('with %s no command ends in a stack', async (_, line, message) => {
  const root = await project()
  for (const args of [
    simulate,
    ['list'],
    ['init'],
    ['doctor'],
    ['report', 'last'],
    ['serve', '--port', '0'],
  ]) {
    const { code, output } = await shell(root, line, args)
    expect(output).toMatch(message)
    expect(code).toBe(2)
    expectNoStack(output)
  }
})

test.each([32, 64, 96])(
  'with %i open files no command ends in a stack, whether it ends well or not',
  async (limit) => {
    const root = await project()
    for (const args of [simulate, ['list'], ['init'], ['doctor'], ['report', 'last']]) {
      const { output } = await shell(root, `ulimit -n ${limit}; exec "$@"`, args)
      expect(output).not.toContain('Unexpected error')
      expectNoStack(output)
    }
  },
)

test('a directory that cannot be written is refused', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('only root can become another user')
  const root = await project({ 'out/.keep': '' })
  const line = 'chmod 755 . && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"'
  const { code, output } = await shell(root, line, [...simulate, '--output-dir', 'out'])
  expect(output.replace(`${root}/`, '')).toContain('Permission denied: out/sessions (mkdir)\n')
  expect(code).toBe(2)
})

test('a folder that cannot be read is named', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('only root can become another user')
  const root = await project({ 'data/a.loadero.ts': '', 'secret/b.loadero.ts': '' })
  const line =
    'chmod 755 . && chmod 700 data secret && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"'
  const { code, output } = await shell(root, line, ['list'])
  expect(output).toContain(
    "Spec files may be missing: cannot read the folders 'data', 'secret'. Exclude what has no spec files with '!data' in include.\n",
  )
  expect(code).toBe(0)
})
