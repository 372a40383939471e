import { safeFileName } from '@loadero-test/core'

/** Where a test goes. */
export interface FilePlace {
  /** From the outermost `describe` to the test itself. */
  readonly titles: readonly string[]
  /** Name of its spec file. */
  readonly spec: string
  /** Name of its script, without the ending of its language. */
  readonly script: string
  /** It shares its name with others, and so is known by its id alone. */
  readonly pinned: boolean
  /** Why it could not keep its name. */
  readonly flaw?: string
}

/**
 * Gives each test a spec file, which it shares with the others of its `describe`, and a script.
 * All tests of a project are laid out together, so that a file is called the same whichever of them are pulled.
 */
export function layOut(tests: readonly { readonly id: number; readonly name?: string | undefined }[]) {
  const specs = new Map<string, string>()
  const takenSpecs = new Set<string>()
  const takenScripts = new Set<string>()
  const known = new Set<string>()
  const places = new Map<number, FilePlace>()
  for (const { id, name = '' } of tests.toSorted((a, b) => a.id - b.id)) {
    const { titles, ...flaw } = titlesOf(name, id, known)
    known.add(name)
    const pinned = tests.filter((other) => other.name === name).length > 1
    const [first = ''] = titles
    const spec = specs.get(first) ?? free(first, id, takenSpecs)
    specs.set(first, spec)
    const script = free(titles.join(' '), id, takenScripts)
    places.set(id, { titles, spec: `${spec}.loadero.ts`, script, pinned, ...flaw })
  }
  return places as ReadonlyMap<number, FilePlace>
}

/** A name goes back to the titles that make it, unless no spec could give it to this test. */
function titlesOf(name: string, id: number, taken: ReadonlySet<string>): Pick<FilePlace, 'titles' | 'flaw'> {
  if (name.trim() === '') return { titles: [`test ${id}`], flaw: 'it has no name' }
  if (taken.has(name)) return { titles: [`${name} (${id})`], flaw: `another test is called '${name}', too` }
  const titles = name.split(' > ')
  return { titles: titles.some((title) => title.trim() === '') ? [name] : titles }
}

/** A name that no other test has, on systems that know no case, too. */
function free(text: string, id: number, taken: Set<string>): string {
  let name = fileNameOf(text)
  while (name === '' || taken.has(name)) name = `${name === '' ? 'test' : name}-${id}`
  taken.add(name)
  return name
}

/** Words in small letters, joined by hyphens. */
function fileNameOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{N}]+/gu)
  return words === null
    ? ''
    : safeFileName(Array.from(words.join('-')).slice(0, 60).join('').replace(/-$/, ''))
}
