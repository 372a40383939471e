// Releases all packages with one version: `npm run release -- 0.2.0` sets the version and packs, and publishes without
// effect; with --publish, the tarballs are published. The changelog and the manifests must be committed by then.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { listPackages, packAll, run } from './pack.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const changelogFile = join(root, 'CHANGELOG.md')

/**
 * The changelog with the unreleased changes under the heading of a version.
 * @throws Error when there are no changes, or the version exists
 */
export function releaseChangelog(text, version, date) {
  const heading = '## [Unreleased]\n'
  if (!text.includes(heading)) throw new Error('CHANGELOG.md has no heading "## [Unreleased]".')
  if (text.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md already has the version ${version}.`)
  const [, changes = ''] = text.split(heading)
  if (!/^- /m.test(changes.split(/^## /m)[0])) throw new Error('CHANGELOG.md has no unreleased changes.')
  return text.replace(heading, `${heading}\n## [${version}] - ${date}\n`)
}

function setVersion(version) {
  const text = readFileSync(changelogFile, 'utf8')
  writeFileSync(changelogFile, releaseChangelog(text, version, new Date().toISOString().slice(0, 10)))
  for (const { folder } of listPackages())
    run(folder, ['npm', 'pkg', 'set', `version=${version}`, '--workspaces=false'])
}

/** A page with the address of the composite action: the repository that releases it, and the major version. */
export function addressAction(page, repository, version) {
  return page.replace(/uses: (?!actions\/)\S+@v\d+$/m, `uses: ${repository}@v${version.split('.')[0]}`)
}

/** Where GitHub runs the release, npm compares this address with that of the provenance. */
function setRepository({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository }) {
  if (!server || !repository) return
  for (const { folder, manifest } of listPackages()) {
    const directory = `packages/${folder.split(/[/\\]/).at(-1)}`
    const url = `git+${server}/${repository}.git`
    run(folder, [
      'npm',
      'pkg',
      'set',
      'repository.type=git',
      `repository.url=${url}`,
      `repository.directory=${directory}`,
    ])
    process.stdout.write(`${manifest.name}: ${url}\n`)
  }
  const page = join(root, 'packages/cli/docs/guide/ci.md')
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'))
  writeFileSync(page, addressAction(readFileSync(page, 'utf8'), repository, version))
}

function publish(isReal) {
  const workplace = mkdtempSync(join(tmpdir(), 'release-'))
  try {
    for (const { name, file } of packAll(workplace)) {
      run(workplace, ['npm', 'publish', file, '--access', 'public', ...(isReal ? [] : ['--dry-run'])])
      process.stdout.write(`${isReal ? 'published' : 'can be published:'} ${name}\n`)
    }
  } finally {
    rmSync(workplace, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { publish: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [version] = positionals
  if (version !== undefined && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    throw new Error(`The version must be like 1.2.3, not '${version}'.`)
  if (version !== undefined) setVersion(version)
  setRepository(process.env)
  publish(values.publish)
}
