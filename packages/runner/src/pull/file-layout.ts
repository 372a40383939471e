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
    // A name that a spec cannot give to this test is replaced.
    const isUsed = usedNames.has(name)
    usedNames.add(name)
    const problem =
      name.trim() === '' ? 'it has no name' : isUsed ? `another test has the name '${name}' too` : undefined
    const isSplit = problem === undefined && !name.split(' > ').some((title) => title.trim() === '')
    const whole = name.trim() === '' ? `test ${id}` : isUsed ? `${name} (${id})` : name
    const titles = isSplit ? name.split(' > ') : [whole]
    const hasSharedName = tests.filter((other) => other.name === name).length > 1
    const [first = ''] = titles
    const spec = specs.get(first) ?? freeName(first, id, usedSpecs)
    specs.set(first, spec)
    const script = freeName(titles.join(' '), id, usedScripts)
    places.set(id, {
      titles,
      spec: `${spec}.loadero.ts`,
      script,
      hasSharedName,
      ...(problem !== undefined && { problem }),
    })
  }
  return places as ReadonlyMap<number, FilePlace>
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
