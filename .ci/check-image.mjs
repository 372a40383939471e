// Executes the instructions of the Dockerfile in a chroot, and runs a test in it as the image does: as another user than
// root, without capabilities and with a read-only root file system. It needs root on Debian, because the chroot shows the
// system of this machine in place of the base image, and keeps all changes in memory.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './pack.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The instructions of a Dockerfile: `[['FROM', 'node:22 AS packages'], …]`. */
function readInstructions(text) {
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, ' ')
  return [...lines.matchAll(/^([A-Z]+)\s+(.*)$/gm)].map(([, name, value]) => [name, value])
}

/** A shell script with the same effects, except for the base image. */
function toScript(instructions) {
  const unchecked = []
  const environment = {}
  const image = { user: '0:0', entrypoint: [], command: [] }
  const lines = instructions.flatMap(([name, value]) => {
    if (name === 'WORKDIR') return [`mkdir -p ${value}`, `cd ${value}`]
    if (name === 'COPY' && value.startsWith('--from=')) return []
    if (name === 'COPY') return [`cp -a "$SOURCE"/. .`]
    if (name === 'RUN') return [`(${value}) </dev/null`]
    if (name === 'ENV') {
      for (const [, key, quoted, plain] of value.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g))
        environment[key] = quoted ?? plain
    } else if (name === 'USER') image.user = value
    else if (name === 'ENTRYPOINT') image.entrypoint = JSON.parse(value)
    else if (name === 'CMD') image.command = JSON.parse(value)
    else unchecked.push(`${name} ${value}`)
    return []
  })
  return { lines, unchecked, environment, image }
}

const spec = `import { script, test } from 'loadero-test'
test('page', {
  script: script('./page.js'),
  participants: [{ name: 'visitor', browser: 'chromeLatest' }],
})
`
const page = `client => {
  client.url('data:text/html,<h1>image</h1>')
  client.assert.textContains('h1', 'image')
}
`

if (process.platform !== 'linux' || process.getuid() !== 0) {
  process.stderr.write(
    'This check needs root on Debian, for a chroot. Build the image instead: docker build .\n',
  )
  process.exit(2)
}
const workplace = mkdtempSync(join(tmpdir(), 'image-'))
try {
  const { lines, unchecked, environment, image } = toScript(
    readInstructions(readFileSync(join(root, 'Dockerfile'), 'utf8')),
  )
  for (const folder of ['source', 'project', 'layers', 'merged']) mkdirSync(join(workplace, folder))
  const files = run(root, ['git', 'ls-files', '--cached', '--others', '--exclude-standard'], { quiet: true })
  writeFileSync(join(workplace, 'files'), files)
  run(root, ['cp', '--parents', '-a', '-t', join(workplace, 'source'), ...files.trim().split('\n')])
  writeFileSync(join(workplace, 'project', 'page.loadero.ts'), spec)
  writeFileSync(join(workplace, 'project', 'page.js'), page)
  const [user, group] = image.user.split(':')
  const variables = Object.entries(environment).map(([key, value]) => `export ${key}="${value}"`)
  const command = `${[...image.entrypoint, ...image.command].join(' ')} --local --reporter list`
  // Chrome gets no user namespace in most containers.
  const program = `set -eu
export SOURCE=${join(workplace, 'source')}
${lines.join('\n')}
rm -rf "$SOURCE"
${variables.join('\n')}
cp -a ${join(workplace, 'project')}/. .
echo "RUNS ${command}"
mount -o remount,ro,bind /
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o uid=${user},gid=${group} tmpfs "$LOADERO_OUTPUT_DIR"
export LOADERO_NO_SANDBOX=1
if touch /opt/changed 2>/dev/null; then echo 'The root file system can be changed'; exit 1; fi
exec setpriv --reuid=${user} --regid=${group} --clear-groups --inh-caps=-all --bounding-set=-all ${command}
`
  writeFileSync(join(workplace, 'program.sh'), program)
  const outer = `set -eu
cd ${workplace}
mount -t tmpfs tmpfs layers
mkdir layers/upper layers/work
mount -t overlay overlay -o lowerdir=/,upperdir=layers/upper,workdir=layers/work merged
for folder in proc sys dev; do mount --rbind /$folder merged/$folder; done
mkdir -p merged${workplace}
mount --bind ${workplace} merged${workplace}
exec chroot merged sh ${workplace}/program.sh
`
  const { status } = spawnSync('unshare', ['--mount', 'sh', '-c', outer], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`The steps of the Dockerfile fail: exit code ${status}`)
  process.stdout.write(`
Checked in a chroot of this machine, with Node.js ${process.version}: RUN, COPY of the repository, ENV, WORKDIR, USER,
ENTRYPOINT, no capabilities, a read-only root file system.
Not checked: the base image and its Node.js (${unchecked.join('; ')}), COPY between stages, other architectures, the
limits of a container runtime, and Chrome's own sandbox.
`)
} finally {
  rmSync(workplace, { recursive: true, force: true })
}
