// Packs every package, lints the tarballs, installs them into an empty project, checks the licences of what that
// installs, and runs a spec there without a browser, on each supported version of Node.js.
// `--sbom <file>` keeps the list of all installed packages.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packAll, run } from './pack.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const workplace = mkdtempSync(join(tmpdir(), 'packaging-'))
const project = join(workplace, 'project')

const npmInstall = ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']

/** The oldest version that works, each one with support, and the newest. */
const nodeVersions = ['20.19', '22', '24', 'latest']

const allowedLicences = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  '(MIT OR CC0-1.0)',
  '(MIT OR GPL-3.0-or-later)',
  '(MIT AND Zlib)',
])
/** Packages with another licence, with the reason why it is acceptable. */
const allowedPackages = {
  'axe-core': 'MPL-2.0 covers its own files, which Nightwatch installs unchanged',
}

function lint(files) {
  const bin = (name) => join(root, 'node_modules', '.bin', name)
  for (const file of files) {
    run(root, [bin('publint'), 'run', '--strict', file])
    // Resolution without `exports` (node10) is the only one that is left out.
    run(root, [bin('attw'), file, '--profile', 'node16', '--format', 'ascii', '--no-color'])
  }
}

function checkLicences({ components }) {
  const refused = components.flatMap(({ name, version, licenses = [] }) => {
    const licence = licenses
      .map(({ license, expression }) => expression ?? license.id ?? license.name)
      .join(' AND ')
    const isAllowed = allowedLicences.has(licence) || Object.hasOwn(allowedPackages, name)
    return isAllowed || name.includes('loadero-test')
      ? []
      : [`${name}@${version}: ${licence || 'no licence'}`]
  })
  if (refused.length > 0) throw new Error(`Licences that are not allowed:\n${refused.join('\n')}`)
  process.stdout.write(`${components.length} packages have allowed licences\n`)
}

const spec = `import { test, script } from 'loadero-test'
const visitor = { name: 'visitor', browser: 'chromeLatest' } as const
test('installed', { script: script('./visit.js'), participants: [visitor] })
`

/** A version of Node.js from the registry runs the commands that need no browser. */
function checkNode(version) {
  const folder = join(workplace, `node-${version}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{}')
  run(folder, [...npmInstall, `node@${version}`])
  const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, NO_COLOR: '1' }
  const command = join(project, 'node_modules', 'loadero-test', 'bin', 'loadero-test.js')
  for (const args of [['--version'], ['list'], ['--simulate', 'scenario.json']]) {
    run(project, [node, command, ...args], { quiet: true, env })
  }
  const kept =
    "import('@loadero-test/server').then(({ openData }) => openData('data')).then(({ journal }) => journal.close())"
  // Older versions keep data with the package libsql, which a user adds.
  if (!version.startsWith('20')) run(project, [node, '--eval', kept], { quiet: true, env })
  process.stdout.write(`works on Node.js ${run(project, [node, '--version'], { quiet: true })}`)
}

try {
  mkdirSync(project)
  const packages = packAll(join(workplace, 'tarballs'))
  lint(packages.map(({ file }) => file))
  const dependencies = Object.fromEntries(packages.map(({ name, file }) => [name, `file:${file}`]))
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'project', version: '1.0.0', private: true, type: 'module', dependencies }),
  )
  run(project, npmInstall)
  const sbom = run(project, ['npm', 'sbom', '--sbom-format', 'cyclonedx'], { quiet: true })
  checkLicences(JSON.parse(sbom))
  const sbomFlag = process.argv.indexOf('--sbom')
  if (sbomFlag !== -1) writeFileSync(process.argv[sbomFlag + 1], sbom)
  writeFileSync(join(project, 'visit.js'), 'client => client.end()')
  writeFileSync(join(project, 'a.loadero.ts'), spec)
  writeFileSync(join(project, 'scenario.json'), '{}')
  for (const version of nodeVersions) checkNode(version)
} finally {
  rmSync(workplace, { recursive: true, force: true })
}
