import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const ownerModule = fileURLToPath(new URL('../../packages/runner/dist/journal/owner.js', import.meta.url))

/**
 * Each process tries to own a session in every round. It keeps what it owns until its input ends, so that a second owner
 * of a round is found. Then it owns and releases one more session again and again, and no other may be inside.
 */
const contender = `
import { mkdirSync, rmdirSync, writeSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { claimSession } from ${JSON.stringify(ownerModule)}
const [folder, rounds] = process.argv.slice(1)
process.stdin.setEncoding('utf8')
writeSync(1, 'ready\\n')
const [startMs] = await once(process.stdin, 'data')
const tryClaim = (name) => {
  try {
    return claimSession(join(folder, name), name)
  } catch (error) {
    if (!/is in use by process \\d+$/.test(error.message)) writeSync(1, 'error ' + error.message + '\\n')
  }
}
for (let round = 0; round < Number(rounds); round++) {
  // All begin a round at the same moment, unless the machine is too slow for it.
  while (Date.now() < Number(startMs) + round * 5);
  if (tryClaim('round-' + round)) writeSync(1, 'owner ' + round + '\\n')
}
for (let entered = 0; entered < 30; ) {
  const release = tryClaim('shared')
  if (!release) continue
  mkdirSync(join(folder, 'inside'))
  rmdirSync(join(folder, 'inside'))
  release()
  entered++
}
writeSync(1, 'done\\n')
await once(process.stdin, 'end')
`

const rounds = 200
const processes = 4

test('of many processes exactly one owns a session', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'owner-race-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  // In every other round, all of them find the file of a process that was killed.
  const killed = JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() })
  for (let round = 0; round < rounds; round += 2)
    await writeFile(join(folder, `round-${round}.owner`), killed)
  const children = Array.from({ length: processes }, () => startContender(folder))
  await Promise.all(children.map(({ waitFor }) => waitFor('ready')))
  const startMs = String(Date.now() + 50)
  for (const { child } of children) child.stdin?.write(startMs)
  await Promise.all(children.map(({ waitFor }) => waitFor('done')))
  const lines = children.flatMap(({ lines: read }) => read())
  const owned = lines.flatMap((line) => (line.startsWith('owner ') ? [Number(line.slice(6))] : []))
  expect(lines.filter((line) => line.startsWith('error '))).toEqual([])
  expect(owned.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, round) => round))
  for (const { child } of children) child.stdin?.end()
})

function startContender(folder: string) {
  const args = ['--input-type=module', '--eval', contender, folder, String(rounds)]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const lines = () => output.split('\n')
  const waitFor = (line: string) =>
    expect
      .poll(() => (child.exitCode === null ? lines().includes(line) : lines()), { interval: 10 })
      .toBe(true)
  return { child, lines, waitFor }
}
