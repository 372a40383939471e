// Packs the packages of the workspace, in the order in which they are published.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a command to its end; its output is that of this process, or returned when `quiet`. */
export function run(cwd, [command, ...args], { quiet = false, env = process.env } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    stdio: quiet ? 'pipe' : ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error || status !== 0) {
    const output = [stdout, stderr].filter(Boolean).join('\n')
    throw new Error(`${[command, ...args].join(' ')} failed with ${status}\n${output}`, { cause: error })
  }
  return stdout ?? ''
}

/** A package with its folder, its manifest and its dependencies in the workspace. */
export function listPackages() {
  const packages = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
  const names = new Set(packages.map(({ manifest }) => manifest.name))
  const sorted = []
  while (sorted.length < packages.length) {
    const done = new Set(sorted.map(({ manifest }) => manifest.name))
    const next = packages.filter(
      ({ manifest: { name, dependencies, peerDependencies } }) =>
        !done.has(name) &&
        Object.keys({ ...dependencies, ...peerDependencies }).every(
          (key) => !names.has(key) || done.has(key),
        ),
    )
    if (next.length === 0) throw new Error('The packages depend on each other in a circle.')
    sorted.push(...next)
  }
  return sorted
}

/**
 * Packs all packages into a folder.
 * @param {string} destination
 * @param {{ clean?: boolean }} options `clean` builds from nothing, so that no tarball holds a file of an earlier layout
 * @returns {{ name: string, file: string }[]} in the order in which they are published
 */
export function packAll(destination, { clean = true } = {}) {
  mkdirSync(destination, { recursive: true })
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = listPackages()
  if (clean) for (const { folder } of packages) rmSync(join(folder, 'dist'), { recursive: true, force: true })
  run(root, [process.execPath, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'packages/cli'])
  const env = { ...process.env, PACK_AS_BUILT: 'true' }
  return packages.map(({ folder, manifest: { name, version } }) => {
    const pack = ['npx', '--yes', packageManager, '--silent', 'pack', '--pack-destination', destination]
    run(folder, pack, { quiet: true, env })
    return { name, file: join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`) }
  })
}

// `node .ci/pack.mjs <folder>`
const [, script, destination] = process.argv
if (script === fileURLToPath(import.meta.url) && destination !== undefined) packAll(destination)
