import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ignore from 'ignore'
import { readTextOrEmpty } from '../../model/wire/read-text.js'

/**
 * Whether Git ignores a file, by the `.gitignore` files of its repository. The nearest one that mentions it decides.
 * @param path absolute; that of a folder ends with a slash
 */
export function isGitIgnored(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const files = [join(folder, '.gitignore'), join(folder, '.git', 'info', 'exclude')]
    const rules = files.map(readTextOrEmpty).join('\n')
    const below = relative(folder, path).split(sep).join('/')
    const { ignored, unignored } = ignore()
      .add(rules)
      .test(path.endsWith('/') ? `${below}/` : below)
    if (ignored || unignored) return ignored
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return false
  }
}
