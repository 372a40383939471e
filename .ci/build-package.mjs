// Runs before a package is packed: builds it from nothing, so that its tarball holds no file of an earlier layout, and
// adds what only a tarball needs: the CommonJS entries, the changelog and links that work outside of the repository.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { basename } from 'node:path/posix'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = process.cwd()
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

if (!existsSync(compiler)) {
  process.stderr.write('The compiler is not installed. Run `npm run setup` in the root of the repository.\n')
  process.exit(1)
}
// `packAll` has built all packages already.
if (process.env.PACK_AS_BUILT !== 'true') {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [compiler, '-b', folder], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
if (basename(folder.replaceAll('\\', '/')) === 'cli') await import('./bundle.mjs')

/**
 * A CommonJS entry for each export of the package. At run time it is the same module: Node.js 20.19 and later `require`
 * modules. TypeScript with `module: node16` refuses such a `require` of types, so the entry has types of its own, which
 * refer to those of the module.
 */
async function writeCommonJs() {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  for (const { default: file, require: entry } of Object.values(publishConfig.exports)) {
    if (entry === undefined) continue
    const source = `./${basename(file)}`
    const target = `import('${source}', { with: { 'resolution-mode': 'import' } })`
    const values = Object.entries(await import(pathToFileURL(join(folder, file)).href))
    const lines = values.flatMap(([name, value]) => [
      `export declare const ${name}: typeof ${target}.${name}`,
      ...(typeof value === 'function' && /^class\b/.test(value.toString())
        ? [`export type ${name} = ${target}.${name}`]
        : []),
    ])
    const types = [`export type * from '${source}' with { 'resolution-mode': 'import' }`, ...lines]
    writeFileSync(join(folder, entry.types), `${types.join('\n')}\n`)
    writeFileSync(join(folder, entry.default), `module.exports = require('${source}')\n`)
  }
}

await writeCommonJs()
copyFileSync(join(root, 'CHANGELOG.md'), join(folder, 'CHANGELOG.md'))
