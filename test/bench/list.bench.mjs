// Cold listing of 50 and of 500 specs, against `vitest list` of as many files with as many tests. Medians of whole processes.
// Goal: linear in the number of specs, and less than Vitest's time. Build first: npm run setup.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const command = join(root, 'packages', 'cli', 'bin', 'loadero-test.js')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const rounds = Number(process.argv[2] ?? 5)

const createProject = (count) => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-list-'))
  mkdirSync(join(directory, 'specs'))
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  writeFileSync(join(directory, 'specs', 'play.js'), 'client => client.end()')
  writeFileSync(
    join(directory, 'specs', 'people.ts'),
    "export const people = [{ name: 'a', browser: 'chromeLatest' as const }]",
  )
  for (let index = 0; index < count; index++) {
    writeFileSync(
      join(directory, 'specs', `s${index}.loadero.ts`),
      `import { script, test } from 'loadero-test'\nimport { people } from './people'\nconst n: number = ${index}\ntest(\`t\${n}\`, { script: script('./play.js'), participants: people })\n`,
    )
    writeFileSync(
      join(directory, 'specs', `s${index}.test.ts`),
      `import { test } from 'vitest'\nimport { people } from './people'\nconst n: number = ${index}\ntest(\`t\${n}\`, () => void people)\n`,
    )
  }
  return directory
}

const time = (cwd, ...args) => {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
    return performance.now() - start
  })
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]
}

const results = {}
for (const count of [50, 500]) {
  const directory = createProject(count)
  try {
    results[count] = time(directory, command, 'list')
    console.log(`${count} specs: list ${Math.round(results[count])} ms`)
    // Vitest takes minutes for 500 files, and its ratio is known by then.
    if (count > 50) continue
    const theirs = time(directory, vitest, 'list', '--root', directory)
    const ratio = (results[count] / theirs).toFixed(2)
    console.log(`  vitest list of as many tests: ${Math.round(theirs)} ms, ratio ${ratio}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
console.log(
  `10 times the specs take ${(results[500] / results[50]).toFixed(1)} times as long (linear or better: at most 10)`,
)
