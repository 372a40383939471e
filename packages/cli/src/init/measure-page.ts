import { spawn } from 'node:child_process'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import type { Environment } from '../options/environment.js'
import type { FirstTest } from './templates.js'

/** Enough for a spread, and few enough for any machine. */
const participants = 5

/**
 * Opens a page in browsers on this machine, and derives limits from how long that took.
 * @param command the file of the command
 * @throws UserError with the reason when the page does not open, or there is no browser
 */
export async function measurePage(
  url: string,
  {
    command,
    env,
    signal,
  }: { readonly command: string; readonly env: Environment; readonly signal: AbortSignal },
): Promise<FirstTest> {
  const root = await mkdtemp(join(tmpdir(), 'loadero-init-'))
  try {
    for (const [path, text] of Object.entries(probe(url))) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    const args = [command, 'run', '--local', '--reporter', 'json=-']
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...env, LOADERO_ACCESS_TOKEN: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stop = () => void child.kill('SIGTERM')
    signal.addEventListener('abort', stop, { once: true })
    const output = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => void (output[stream] += text))
    }
    await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
    return firstTestOf(url, openTimes(output))
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

function probe(url: string): Readonly<Record<string, string>> {
  return {
    'page.loadero.mjs': `import { metric, script, test } from 'loadero-test'
test('page', {
  startInterval: '2s',
  participantTimeout: '2m',
  script: script('./page.js', { vars: { url: ${JSON.stringify(url)} } }),
  participants: [{ name: 'visitor', count: ${participants}, browser: 'chromeLatest' }],
  expects: [metric('actions/timeExecution/open').max().lessThan(120_000)],
})
`,
    'page.js': `function visit(client, { url }) {
  client.timeExecution('open', () => {
    client.url(url)
    client.waitForElementVisible('body')
  })
}
`,
  }
}

interface Report {
  readonly errors: readonly { readonly message?: string }[]
  readonly tests: readonly {
    readonly verdict: string
    readonly reasons: readonly { readonly message?: string }[]
    readonly participants: readonly { readonly values: Readonly<Record<string, unknown>> }[]
  }[]
}

function openTimes({
  stdout,
  stderr,
}: {
  readonly stdout: string
  readonly stderr: string
}): readonly number[] {
  const report = stdout.startsWith('{') ? (JSON.parse(stdout) as Report) : undefined
  const [page] = report?.tests ?? []
  if (page?.verdict === 'passed') {
    const times = page.participants.map(({ values }) => values['actions/timeExecution/open'])
    return times.filter((time) => typeof time === 'number')
  }
  const reasons = [...(page?.reasons ?? []), ...(report?.errors ?? [])].flatMap(
    ({ message }) => message ?? [],
  )
  const reason = reasons[0] ?? stderr.trim().split('\n').slice(-3).join('\n')
  throw new UserError(
    'engine',
    `The page could not be measured, and nothing was written: ${reason}`,
    'Check the address, or leave --url out.',
  )
}

/** The limits are above what was measured, so that an ordinary run keeps them. */
export function firstTestOf(url: string, times: readonly number[]): FirstTest {
  const sorted = times.toSorted((a, b) => a - b)
  const p95 = Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0)
  const mean = Math.round(sorted.reduce((sum, time) => sum + time, 0) / sorted.length)
  const maxOpenMs = gateAbove(p95)
  const maxMeanOpenMs = gateAbove(mean)
  const describe = (name: string, value: number, gate: number) =>
    `${name} of open was ${value.toLocaleString('en')} ms: gate at ${gate.toLocaleString('en')} ms`
  return {
    url,
    maxOpenMs,
    maxMeanOpenMs,
    measured: {
      assert: describe('p95', p95, maxOpenMs),
      expectation: describe('the mean', mean, maxMeanOpenMs),
    },
  }
}

/** A round number at least a third above a measured one. */
export function gateAbove(measuredMs: number): number {
  const target = (Math.max(measuredMs, 75) * 4) / 3
  const magnitude = 10 ** Math.floor(Math.log10(target))
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * magnitude >= target) ?? 10
  return step * magnitude
}
