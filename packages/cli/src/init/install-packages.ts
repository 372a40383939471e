import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { UserError } from '@loadero-test/runner/errors'
import type { Environment } from '../options/environment.js'
import { packageManagerCommands } from '../project/package-manager.js'
import type { InspectedProject } from './inspect-project.js'

/** A tool for pages in development, which Nightwatch installs and nothing here uses. */
const unusedScript = '@nightwatch/nightwatch-inspector'

/**
 * Creates package.json when it is missing, and installs the missing packages.
 * @throws UserError when the package manager fails
 */
export async function installPackages(
  { root, installRoot, packageManager, missingPackages, manifest: existing }: InspectedProject,
  version: string,
  { write, env }: { readonly write: (text: string) => void; readonly env: Environment },
): Promise<void> {
  const manifest = existing ?? join(root, 'package.json')
  if (existing === undefined) {
    const name =
      basename(root)
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+/, '') || 'load-tests'
    await writeFile(manifest, `${JSON.stringify({ name, private: true, type: 'module' }, undefined, 2)}\n`)
    write('wrote package.json\n')
  }
  if (packageManager === 'npm') {
    const text = await readFile(manifest, 'utf8')
    const path = ['allowScripts', unusedScript]
    await writeFile(
      manifest,
      applyEdits(text, modify(text, path, false, { formattingOptions: { tabSize: 2, insertSpaces: true } })),
    )
  }
  const settings = join(installRoot, 'pnpm-workspace.yaml')
  if (packageManager === 'pnpm' && !existsSync(settings)) {
    await writeFile(settings, `allowBuilds:\n  '${unusedScript}': false\n`)
    write('wrote pnpm-workspace.yaml\n')
  }
  const [program, ...args] = packageManagerCommands[packageManager].add
  // Without it, pnpm refuses the root of a workspace.
  const checks = packageManager === 'pnpm' ? ['--ignore-workspace-root-check'] : []
  const all = [...args, ...checks, ...missingPackages.map((name) => `${name}@${version}`)]
  write(`$ ${[program, ...all].join(' ')}\n`)
  const code = await new Promise((resolve, reject) => {
    spawn(program, all, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
      .once('close', resolve)
      .once('error', reject)
  }).catch((error: unknown) => error)
  if (code === 0) return
  const reason = code instanceof Error ? code.message : `exit code ${String(code)}`
  throw new UserError(
    'usage',
    `${packageManager} could not install ${missingPackages.join(' and ')}: ${reason}`,
    'The files are written. Install the packages with the command above.',
  )
}
