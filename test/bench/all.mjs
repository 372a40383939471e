// Runs the benchmarks of this folder, one after the other, so that none disturbs another. With a name, runs one of them
// with arguments: npm run bench -- engine 10,20 /usr/bin/chromium 3 bare,engine
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [only, ...args] = process.argv.slice(2)
const folder = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(folder).filter((name) => name.endsWith('.bench.mjs'))
const names = all.filter((name) => only === undefined || name === `${only}.bench.mjs`)
if (names.length === 0) {
  const known = all.map((name) => name.replace('.bench.mjs', '')).join(', ')
  console.error(`There is no benchmark ${only}. There are: ${known}.`)
  process.exit(2)
}
const failed = names.filter((name) => {
  console.log(`\n== ${name}`)
  return spawnSync(process.execPath, [`${folder}${name}`, ...args], { stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`)
  process.exit(1)
}
