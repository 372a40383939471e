// Bundles the built command into few files, because Node.js takes a millisecond for each module that it loads. The code
// is not minified, and keeps its names, so that a stack can be read.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const folder = join(packages, 'cli', 'bundle')

/** Native code, what a user installs beside the command, and what only a run loads. */
const external = [
  /^rolldown(?:\/|$)/,
  'undici',
  'libsql',
  /^@loadero-test\/(?:engine|server)(?:\/|$)/,
  /^@modelcontextprotocol\//,
  /^@opentelemetry\//,
]

/** The licences of all packages whose code is in the bundle. */
function licenceTexts(chunks) {
  const modules = chunks.flatMap(({ moduleIds = [] }) => moduleIds)
  const folders = new Set(
    modules.flatMap(
      (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/')) ?? [],
    ),
  )
  const texts = [...folders].map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENCE', 'LICENSE.txt']
      .map((each) => join(path, each))
      .find(existsSync)
    const text = file === undefined ? '' : `\n\n${readFileSync(file, 'utf8').trim()}`
    return `${name} ${version}: ${license}${text}\n`
  })
  return texts.toSorted().join(`\n${'-'.repeat(80)}\n\n`)
}

/** Replaces the bundle file by file, so that a command that runs at the same time finds all of its files. */
function writeBundle(files) {
  for (const [name, content] of files) {
    const path = join(folder, name)
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.${process.pid}`, content)
    renameSync(`${path}.${process.pid}`, path)
  }
  // The time of the entry says that the bundle is newer than the build.
  utimesSync(join(folder, 'main.js'), new Date(), new Date())
  for (const name of readdirSync(folder, { recursive: true }).map((path) => path.replaceAll('\\', '/')))
    if (name.endsWith('.js') && !files.has(name)) rmSync(join(folder, name), { force: true })
}

const build = await rolldown({
  // The names of the files depend on it, and must not change with the place in which a build is started.
  cwd: packages,
  // The code finds other files from its own place, so an entry is as deep in the bundle as in the sources.
  input: {
    main: join(packages, 'cli', 'dist', 'main.js'),
    index: join(packages, 'cli', 'dist', 'index.js'),
    script: join(packages, 'cli', 'dist', 'script.js'),
    'worker/worker': join(packages, 'runner', 'dist', 'collect', 'worker', 'worker.js'),
  },
  platform: 'node',
  external,
  resolve: { mainFields: ['module', 'main'] },
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message)
  },
})
const { output } = await build.generate({
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
})
await build.close()
writeBundle(
  new Map([
    ...output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
    ['LICENSES', licenceTexts(output)],
  ]),
)
process.stdout.write(`bundle: ${output.length} files in ${dirname(folder)}\n`)
