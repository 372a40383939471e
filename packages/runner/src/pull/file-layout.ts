import { safeFileName } from '@loadero-test/core/internal'

/** The files of a pulled test. */
export interface FilePlace {
  /** Titles from the outermost `describe` to the test itself. */
  readonly titles: readonly string[]
  /** Name of its spec file. */
  readonly spec: string
  /** Name of its script file, without the extension. */
  readonly script: string
  /** Whether other tests have the same name. Then the spec needs its `id`. */
  readonly hasSharedName: boolean
  /** The reason why the test cannot keep its name. */
  readonly problem?: string
}

/**
 * Assigns each test a script file, and a spec file that it shares with the other tests of its `describe`.
 * All tests of a project are assigned together, so that file names do not depend on which tests are pulled.
 */
export function layOutFiles(tests: readonly { readonly id: number; readonly name?: string | undefined }[]) {
  const specs = new Map<string, string>()
  const usedSpecs = new Set<string>()
  const usedScripts = new Set<string>()
  const usedNames = new Set<string>()
  const places = new Map<number, FilePlace>()
  for (const { id, name = '' } of tests.toSorted((a, b) => a.id - b.id)) {
    const { titles, ...problem } = titlesOf(name, id, usedNames)
    usedNames.add(name)
    const hasSharedName = tests.filter((other) => other.name === name).length > 1
    const [first = ''] = titles
    const spec = specs.get(first) ?? freeName(first, id, usedSpecs)
    specs.set(first, spec)
    const script = freeName(titles.join(' '), id, usedScripts)
    places.set(id, { titles, spec: `${spec}.loadero.ts`, script, hasSharedName, ...problem })
  }
  return places as ReadonlyMap<number, FilePlace>
}

/** Splits a name into titles. A name that a spec cannot give to this test is replaced, with the reason. */
function titlesOf(
  name: string,
  id: number,
  usedNames: ReadonlySet<string>,
): Pick<FilePlace, 'titles' | 'problem'> {
  if (name.trim() === '') return { titles: [`test ${id}`], problem: 'it has no name' }
  if (usedNames.has(name))
    return { titles: [`${name} (${id})`], problem: `another test has the name '${name}' too` }
  const titles = name.split(' > ')
  return { titles: titles.some((title) => title.trim() === '') ? [name] : titles }
}

/** A file name that no other test has. It is in lower case, so that it is also unique on systems that ignore case. */
function freeName(text: string, id: number, used: Set<string>): string {
  // Lower-case words joined by hyphens.
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{N}]+/gu)
  let name =
    words === null ? '' : safeFileName(Array.from(words.join('-')).slice(0, 60).join('').replace(/-$/, ''))
  while (name === '' || used.has(name)) name = `${name === '' ? 'test' : name}-${id}`
  used.add(name)
  return name
}
