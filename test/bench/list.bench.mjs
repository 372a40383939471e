// The start of a command: `--version`, the listing of 1, 50 and 500 specs with an empty and with a full cache, and the
// first request of `run`. Beside it: an empty Node.js process, Playwright and Vitest with as many files and tests.
// Each number is of whole processes: CPU time of all threads and children, and wall-clock time. With a full cache it is
// the median of runs in turns with the peers, so that other load of the machine meets all of them; otherwise the best.
// The command is the bundle of `npm run build`. Goals: `--version` costs at most 40 ms of CPU more than an empty process,
// a warm list at most half of Playwright's, and 500 specs at most three times as much as 50. Playwright is installed for
// this benchmark only, without a browser.
// Arguments: rounds (default 7).
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rounds = Number(process.argv[2] ?? 7)
const scratch = mkdtempSync(join(tmpdir(), 'bench-list-'))
const main = join(root, 'packages', 'cli', 'bin', 'loadero-test.js')
const testModules = join(root, 'node_modules')

/** `cache` is where a tool keeps what it compiled; the environment makes it a folder of the project. */
const loaderoTest = {
  name: 'loadero-test list',
  file: (index) => `s${index}.loadero.ts`,
  text: (title) =>
    `import { script, test } from 'loadero-test'\nimport { people } from './people'\ntest(${title}, { script: script('./script.js'), participants: people })\n`,
  args: () => [main, 'list'],
  cache: 'node_modules/.cache',
}

function peer(name, from, args, rest = {}) {
  const text = (title) =>
    `import { test } from '${from}'\nimport { people } from './people'\ntest(${title}, () => void people)\n`
  return { name, file: (index) => `s${index}.test.ts`, text, args, ...rest }
}

function fetchPlaywright() {
  const directory = join(scratch, 'playwright')
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), '{ "private": true }')
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '@playwright/test@1.64.1']
  spawnSync('npm', args, { cwd: directory, shell: process.platform === 'win32' })
  return join(directory, 'node_modules')
}

/** A project of so many files with one test each, all of which import one helper. */
function createProject(tool, count) {
  const directory = join(scratch, `${tool.name.replaceAll(/\W+/g, '-')}-${count}`)
  mkdirSync(join(directory, 'specs'), { recursive: true })
  mkdirSync(join(directory, 'node_modules'))
  for (const [name, path] of Object.entries(tool.modules ?? {})) {
    mkdirSync(join(directory, 'node_modules', name, '..'), { recursive: true })
    symlinkSync(path, join(directory, 'node_modules', name))
  }
  const write = (name, text) => writeFileSync(join(directory, 'specs', name), text)
  write('script.js', "client => client.waitForElementVisible('body')")
  write('people.ts', "export const people = [{ name: 'a', browser: 'chromeLatest' as const }]")
  for (let index = 0; index < count; index++)
    write(tool.file(index), tool.text(`\`t\${${index} as number}\``))
  return directory
}

/** Runs a whole process, and returns its CPU and wall-clock times in milliseconds. */
function measure(args, cwd, env = {}) {
  const start = performance.now()
  // The shell knows the CPU time of its children.
  const script = `TIMEFORMAT='cpu %U %S'; time "$0" "$@" >/dev/null`
  const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  const [, user, system] = /cpu (\S+) (\S+)\s*$/.exec(stderr) ?? []
  return { cpu: (Number(user) + Number(system)) * 1_000, wall: performance.now() - start }
}

function best(times) {
  return {
    cpu: Math.min(...times.map(({ cpu }) => cpu)),
    wall: Math.min(...times.map(({ wall }) => wall)),
  }
}

function print(name, { cpu, wall }) {
  console.log(
    `${name.padEnd(44)} ${String(Math.round(cpu)).padStart(6)} ms CPU ${String(Math.round(wall)).padStart(7)} ms`,
  )
}

function repeat(name, args, cwd = scratch) {
  const time = best(Array.from({ length: rounds }, () => measure(args, cwd)))
  print(name, time)
  return time
}

function median(times) {
  const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  return { cpu: middle(times.map(({ cpu }) => cpu)), wall: middle(times.map(({ wall }) => wall)) }
}

/** The times of each tool with an empty cache, and with a full one in turns. Returns the latter. */
function timeLists(tools, count) {
  const projects = tools.map((tool) => {
    const cwd = createProject(tool, count)
    const cache = join(cwd, tool.cache)
    return { tool, cwd, cache, env: tool.env?.(cache), warm: [] }
  })
  const run = ({ tool, cwd, env }) => measure(tool.args(cwd), cwd, env)
  const label = ({ name }, state) => `${name}, ${count} ${count === 1 ? 'file' : 'files'}, ${state}`
  for (const project of projects) {
    const cold = Array.from({ length: project.tool.isSlow && count > 1 ? 1 : 3 }, () => {
      rmSync(project.cache, { recursive: true, force: true })
      return run(project)
    })
    print(label(project.tool, 'cold'), best(cold))
  }
  for (let round = 0; round < rounds; round++)
    for (const project of projects)
      if (!project.tool.isSlow || count === 1 || round === 0) project.warm.push(run(project))
  return projects.map(({ tool, warm }) => {
    const time = median(warm)
    print(label(tool, 'warm'), time)
    return time
  })
}

/** From the start of `run` to its first request. The CPU time is what the process has used by then. */
async function timeFirstRequest() {
  const cwd = createProject({ ...loaderoTest, name: 'run' }, 1)
  const once = () =>
    new Promise((resolve, reject) => {
      let child
      const start = performance.now()
      const server = createServer((_, response) => {
        const wall = performance.now() - start
        // The 14th and the 15th field of Linux, in hundredths of a second.
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
        resolve({ cpu: (Number(fields[11]) + Number(fields[12])) * 10, wall })
        response.destroy()
        child.kill('SIGKILL')
        server.close()
      }).listen(0, '127.0.0.1', () => {
        const env = {
          ...process.env,
          LOADERO_ACCESS_TOKEN: 'bench',
          LOADERO_PROJECT_ID: '1',
          LOADERO_API_BASE: `http://127.0.0.1:${server.address().port}/v2/`,
        }
        child = spawn(process.execPath, [main, 'run'], { cwd, env, stdio: 'ignore' })
        child.once('error', reject)
        child.once('exit', (code) => code !== null && reject(new Error(`run ended with ${code}`)))
      })
    })
  const times = []
  for (let round = 0; round < rounds; round++) times.push(await once())
  print('loadero-test run, to its first request', best(times))
}

let missed = 0
function judge(text, value, limit, unit = '') {
  const isReached = value <= limit
  if (!isReached) missed++
  console.log(
    `  ${isReached ? 'reached' : 'missed '}  ${text}: ${value.toFixed(2)}${unit} (goal: at most ${limit}${unit})`,
  )
}

try {
  const empty = repeat('node -e 0', ['-e', '0'])
  const version = repeat('loadero-test --version', [main, '--version'])
  judge('--version over an empty process, CPU', version.cpu - empty.cpu, 40, ' ms')
  if (process.platform === 'linux') await timeFirstRequest()
  const playwrightModules = fetchPlaywright()
  const playwright = peer(
    'playwright test --list',
    '@playwright/test',
    () => [join(playwrightModules, '@playwright', 'test', 'cli.js'), 'test', '--list'],
    {
      modules: { '@playwright/test': join(playwrightModules, '@playwright', 'test') },
      cache: 'node_modules/.cache',
      env: (cache) => ({ PWTEST_CACHE_DIR: cache }),
    },
  )
  const vitest = peer(
    'vitest list',
    'vitest',
    (cwd) => [join(testModules, 'vitest', 'vitest.mjs'), 'list', '--root', cwd],
    { modules: { vitest: join(testModules, 'vitest') }, cache: 'node_modules/.vite', isSlow: true },
  )
  const warm = new Map()
  for (const count of [1, 50, 500]) {
    // Vitest starts a process for each file, so that 500 take minutes.
    const tools = [loaderoTest, playwright, ...(count <= 50 ? [vitest] : [])]
    const [own, other] = timeLists(tools, count)
    judge(`${count} specs, warm, in parts of Playwright's CPU`, own.cpu / other.cpu, 0.5)
    judge(`${count} specs, warm, in parts of Playwright's wall-clock time`, own.wall / other.wall, 0.5)
    warm.set(count, own)
  }
  const [few, many] = [warm.get(50), warm.get(500)]
  judge('500 specs in parts of 50, warm, CPU', many.cpu / few.cpu, 3)
  judge('500 specs in parts of 50, warm, wall-clock time', many.wall / few.wall, 3)
  console.log(missed === 0 ? 'All goals are reached.' : `${missed} goals are missed.`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
