import { allCodes, type Code, textCode } from './code.js'
import { encloseLines, printExpanded, print, width } from './print.js'
import { commentLine } from './quote.js'

/** A test as a spec file declares it. */
export interface SpecDeclaration {
  /** Titles from the outermost `describe` to the test itself. */
  readonly titles: readonly string[]
  readonly options: Code
  /** Why the test is marked `skip`; empty for a test that can run. */
  readonly problems: readonly string[]
}

/** The text of a spec file. */
export function specText(tests: readonly SpecDeclaration[]): string {
  const names = {
    describe: tests.some(({ titles }) => titles.length > 1),
    metric: tests
      .flatMap(({ options }) => allCodes(options))
      .some((code) => code.kind === 'chain' && code.calls.some(({ name }) => name === 'metric')),
    script: true,
    test: true,
  }
  const imported = Object.entries(names).flatMap(([name, used]) => (used ? [name] : []))
  return `import { ${imported.join(', ')} } from 'loadero-test'\n\n${blocks(tests, 0)}\n`
}

/** Prints one block for each test, and one for all tests of a `describe`. */
function blocks(tests: readonly SpecDeclaration[], indent: number): string {
  const parts = new Map<string | SpecDeclaration, readonly SpecDeclaration[]>()
  for (const test of tests) {
    const [first = '', ...inner] = test.titles
    const key = inner.length === 0 ? test : first
    parts.set(key, [...(parts.get(key) ?? []), test])
  }
  return [...parts]
    .map(([key, inside]) => {
      const space = ' '.repeat(indent)
      if (typeof key === 'string') {
        const inner = inside.map((test) => ({ ...test, titles: test.titles.slice(1) }))
        return `${space}describe(${print(textCode(key), 0, 0)}, () => {\n${blocks(inner, indent + 2)}\n${space}})`
      }
      const callStart = key.problems.length === 0 ? 'test(' : 'test.skip('
      const title = print(textCode(key.titles[0] ?? ''), 0, 0)
      const opening = `${callStart}${title}, `
      const call =
        indent + opening.length + 1 <= width
          ? `${opening}${printExpanded(key.options, indent)})`
          : encloseLines(callStart, [title, printExpanded(key.options, indent + 2)], ')', indent)
      return [...key.problems.map((problem) => commentLine(`Skipped: ${problem}`)), call]
        .map((line) => `${space}${line}`)
        .join('\n')
    })
    .join('\n\n')
}
