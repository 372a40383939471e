// Checks names, texts, comments, test titles and documents against packages/GLOSSARY.md, and exported names against
// each other and against the globals of TypeScript and the browser. `--counts` prints only how often each word occurs.
import { pathToFileURL } from 'node:url'
import { findHomonyms, findShadows } from './exported-names.mjs'
import { isCode, isProductCode, lineAt, parse, readFiles, walk } from './sources.mjs'

const glossaryPath = 'packages/GLOSSARY.md'
/**
 * @typedef {{ term: string, words: string[], isPrefix: boolean, scope: 'all' | 'names' | 'prose', say: string }} Term
 * @typedef {{ term: string, path: RegExp, text: RegExp | undefined }} Exception
 * @typedef {{ terms: Term[], exceptions: Exception[], sharedNames: Set<string>, shadows: { name: string, path: RegExp }[] }} Glossary
 * @typedef {{ file: string, line: number, found: string, term: string, say: string }} Finding
 */

function splitRow(line) {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}

/** The rows of all tables, by column title. */
function readTables(markdown) {
  let titles
  return markdown.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) {
      titles = undefined
      return []
    }
    const cells = splitRow(line)
    if (!titles) {
      titles = cells
      return []
    }
    if (cells.every((cell) => /^:?-+:?$/.test(cell))) return []
    return [Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']))]
  })
}

function unquote(cell) {
  return cell.replace(/^`|`$/g, '')
}

function readTerms(row) {
  const say = (row['word'] ?? row['write']).replaceAll('`', '')
  return [...row['never say'].matchAll(/`([^`]+)`(?: \((names|prose)\))?/g)].map(([, term, scope]) => ({
    term,
    words: term.replace('…', '').split(' '),
    isPrefix: term.endsWith('…'),
    scope: scope ?? (term.endsWith('…') ? 'names' : 'all'),
    say,
  }))
}

/**
 * The tables of the glossary.
 * @param {string} markdown
 * @returns {Glossary}
 */
export function parseGlossary(markdown) {
  const rows = readTables(markdown)
  return {
    terms: rows.filter((row) => 'never say' in row).flatMap(readTerms),
    exceptions: rows
      .filter((row) => 'allowed term' in row)
      .flatMap((row) =>
        [...row['allowed term'].matchAll(/`([^`]+)`/g)].map(([, term]) => ({
          term,
          path: new RegExp(unquote(row['in files'])),
          text: row['as part of'] ? new RegExp(unquote(row['as part of']), 'gi') : undefined,
        })),
      ),
    sharedNames: new Set(
      rows.filter((row) => 'shared name' in row).map((row) => unquote(row['shared name'])),
    ),
    shadows: rows
      .filter((row) => 'allowed global' in row)
      .map((row) => ({ name: unquote(row['allowed global']), path: new RegExp(unquote(row['in files'])) })),
  }
}

/** The words of an identifier, a file name or a path, in lower case: `readPage` → read, page. */
export function splitName(name) {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
}

function findInName(name, terms) {
  const parts = splitName(name)
  return terms.filter(({ scope, words, isPrefix }) => {
    if (scope === 'prose') return false
    if (isPrefix) return parts.length > words.length && words.every((word, index) => parts[index] === word)
    return parts.some((_, start) => words.every((word, index) => parts[start + index] === word))
  })
}

function proseTermsOf(terms) {
  const byText = new Map(terms.filter(({ scope }) => scope !== 'names').map((term) => [term.term, term]))
  if (byText.size === 0) return { byText, pattern: /(?!)/g }
  const alternatives = [...byText.keys()].map((term) => term.replaceAll(' ', '[\\s*]+'))
  return { byText, pattern: new RegExp(`(?<![\\w-])(?:${alternatives.join('|')})(?![\\w-])`, 'gi') }
}

/**
 * @param {string} text
 * @param {{ byText: Map<string, Term>, pattern: RegExp }} prose
 */
function findInProse(text, { byText, pattern }) {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const term = byText.get(match[0].toLowerCase().replace(/[\s*]+/g, ' '))
    return term ? [{ term, offset: match.index, found: match[0] }] : []
  })
}

const camelCase = /(?<![\w$-])[A-Za-z$][\w$]*[a-z\d][A-Z][\w$]*/g

/** The names in a text: the whole text if it is one word, otherwise its words in camel case. */
function namesIn(text) {
  if (/^[\w$./-]+$/.test(text)) return [{ name: text, offset: 0 }]
  return [...text.matchAll(camelCase)].map((match) => ({ name: match[0], offset: match.index }))
}

/** All names and texts of a file of code, with their offsets. */
function readCode(file) {
  const { program, comments } = parse(file)
  const names = []
  const texts = comments.map(({ value, start }) => ({ text: value, offset: start + 2 }))
  walk(program, (node, parent, key) => {
    if (key === 'source' || node.type === 'TSImportType') return
    if (/^(Private|JSX)?Identifier$/.test(node.type)) names.push({ name: node.name, offset: node.start })
    else if (node.type === 'Literal' && typeof node.value === 'string') {
      texts.push({ text: node.raw.slice(1, -1), offset: node.start + 1 })
    } else if (node.type === 'TemplateElement') {
      const offset = file.text.indexOf(node.value.raw, node.start)
      texts.push({ text: node.value.raw, offset: offset === -1 ? node.start : offset })
    } else if (node.type === 'JSXText') texts.push({ text: node.value, offset: node.start })
  })
  return { names, texts }
}

/** The words of a document, and the names in its code blocks and code spans. */
function readDocument({ text }) {
  const code = /```[\s\S]*?(?:```|$)|`([^`\n]+)`/g
  const names = [...text.matchAll(code)].flatMap((block) => {
    const start = block.index + (block[1] === undefined ? 0 : 1)
    return namesIn(block[1] ?? block[0]).map(({ name, offset }) => ({ name, offset: start + offset }))
  })
  return { names, texts: [{ text, offset: 0 }] }
}

function isAllowed({ exceptions }, { term }, { path, text }, offset, length) {
  return exceptions.some((exception) => {
    if (exception.term !== term || !exception.path.test(path)) return false
    if (!exception.text) return true
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1
    const lineEnd = text.indexOf('\n', offset)
    const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
    return [...line.matchAll(exception.text)].some((match) => {
      const start = lineStart + match.index
      return start < offset + length && start + match[0].length > offset
    })
  })
}

/** @returns {{ term: Term, offset: number, found: string, isName?: boolean }[]} */
function listHits(file, { terms }) {
  const { names, texts } = isCode(file.path) ? readCode(file) : readDocument(file)
  const prose = proseTermsOf(terms)
  const inProse = texts.flatMap(({ text, offset: start }) =>
    findInProse(text, prose).map((hit) => ({ ...hit, offset: start + hit.offset })),
  )
  const mentioned = isCode(file.path)
    ? texts.flatMap(({ text, offset: start }) =>
        namesIn(text).map(({ name, offset }) => ({ name, offset: start + offset })),
      )
    : []
  const inNames = [...names, ...mentioned].flatMap(({ name, offset }) =>
    findInName(name, terms).map((term) => ({ term, offset, found: name, isName: true })),
  )
  const proseStarts = new Set(inProse.map(({ term, offset }) => `${term.term} ${offset}`))
  return [...inProse, ...inNames.filter(({ term, offset }) => !proseStarts.has(`${term.term} ${offset}`))]
}

/**
 * Banned words in the names, texts, comments and path of one file. A name is reported once per file.
 * @param {import('./sources.mjs').SourceFile} file
 * @param {Glossary} glossary
 * @returns {Finding[]}
 */
export function findBannedWords(file, glossary) {
  const inPath = findInName(file.path.replace(/^.*\/src\//, ''), glossary.terms)
    .filter(
      (term) => !glossary.exceptions.some((rule) => rule.term === term.term && rule.path.test(file.path)),
    )
    .map((term) => ({ file: file.path, line: 1, found: file.path, term: term.term, say: term.say }))
  const reported = new Set()
  const inText = listHits(file, glossary)
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ term, offset, found, isName }) => {
      const id = `${term.term} ${found}`
      if (isAllowed(glossary, term, file, offset, found.length) || (isName && reported.has(id))) return false
      if (isName) reported.add(id)
      return true
    })
    .map(({ term, offset, found }) => ({
      file: file.path,
      line: lineAt(file.text, offset),
      found,
      term: term.term,
      say: term.say,
    }))
  return [...inPath, ...inText]
}

function isChecked(path) {
  if (path === glossaryPath || path.endsWith('CHANGELOG.md')) return false
  if (path.startsWith('fixtures/projects/broken-')) return false
  return path.endsWith('.md') || (isCode(path) && /^(packages|test|fixtures|\.ci)\//.test(path))
}

/** All violations of the glossary in the workspace. */
export function checkWorkspace() {
  const files = readFiles((path) => path === glossaryPath || isChecked(path))
  const glossary = parseGlossary(files.find(({ path }) => path === glossaryPath).text)
  const product = files.filter(({ path }) => isProductCode(path))
  return {
    files,
    banned: files
      .filter(({ path }) => path !== glossaryPath)
      .flatMap((file) => findBannedWords(file, glossary)),
    homonyms: findHomonyms(product, glossary),
    shadows: findShadows(product, glossary),
  }
}

function countTerms(banned) {
  const counts = new Map()
  for (const { term } of banned) counts.set(term, (counts.get(term) ?? 0) + 1)
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([term, count]) => `${String(count).padStart(6)}  ${term}`)
}

function main() {
  const { files, banned, homonyms, shadows } = checkWorkspace()
  const lines = process.argv.includes('--counts')
    ? countTerms(banned)
    : [
        ...banned.map(({ file, line, found, term, say }) => {
          const problem =
            found.toLowerCase() === term ? `Never say "${found}"` : `"${found}" contains "${term}"`
          return `${file}:${line}  ${problem}. Say "${say}".`
        }),
        ...homonyms.map(
          ({ name, places }) =>
            `${places[0]}  "${name}" is also exported by ${places.slice(1).join(', ')}. Give each meaning its own name.`,
        ),
        ...shadows.map(
          ({ file, line, name }) =>
            `${file}:${line}  The type "${name}" hides a global. Choose another name.`,
        ),
      ]
  for (const line of lines) console.log(line)
  console.log(
    `glossary: ${files.length} files, ${banned.length} banned words, ${homonyms.length} names with two meanings, ${shadows.length} types that hide a global`,
  )
  process.exitCode = banned.length + homonyms.length + shadows.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
