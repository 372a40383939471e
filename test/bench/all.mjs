// Runs every benchmark of this folder, one after the other, so that none disturbs another.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.bench.mjs'))
const failed = names.filter((name) => {
  console.log(`\n== ${name}`)
  return spawnSync(process.execPath, [`${folder}${name}`], { stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`)
  process.exit(1)
}
