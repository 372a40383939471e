import Module from 'node:module'
import { compileFunction } from 'node:vm'
import { SourceSyntaxError } from './source-position.js'
import { rememberMappings, sourceLineOf } from './source-stacks.js'
import type { TransformedFile } from './transform.js'

/** The code of a module, compiled but not evaluated. */
export interface CompiledModule {
  readonly evaluate: (...values: readonly unknown[]) => unknown
  /** The `import()` of Node.js, which resolves packages from this file. */
  readonly native: (specifier: string) => Promise<Record<string, unknown>>
}

const moduleParameters = [
  '__vite_ssr_import__',
  '__vite_ssr_dynamic_import__',
  '__vite_ssr_exports__',
  '__vite_ssr_exportAll__',
  '__vite_ssr_import_meta__',
  'require',
  '__filename',
  '__dirname',
  // An ES module has neither. Node.js gives both to the code around it.
  'module',
  'exports',
]
const commonJsParameters = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  '__vite_ssr_dynamic_import__',
]

/** The name of the function around a module, which is left out of shown stacks. */
const moduleFrame = '__loadero_module__'

/** Compiles code without executing it. */
export function compileModule(
  path: string,
  { code, isCommonJs, isPlain, mappings, lines }: TransformedFile,
): CompiledModule {
  // The code starts on the second line.
  rememberMappings(path, { mappings: `;${mappings}`, lines: [0, ...lines] })
  if (isPlain) return compilePlain(path, code)
  // A function within the function, so that a module may declare names such as `require` itself. V8 compiles a function
  // in parentheses at once.
  const [head, tail] = isCommonJs
    ? [
        `(function ${moduleFrame}(${commonJsParameters.join(',')}){return (function(){`,
        '}).apply(this,arguments)})',
      ]
    : [`(function ${moduleFrame}(${moduleParameters.join(',')}){"use strict";return (async()=>{`, '})()})']
  return compileNatively(path, `module.exports={native:(s)=>import(s),evaluate:${head}\n${code}\n${tail}}`)
}

/** Code that executes no other code has no need of `import()` of Node.js, without which it is compiled faster. */
function compilePlain(path: string, code: string): CompiledModule {
  const evaluate = compileOrThrow(path, () =>
    compileFunction(`"use strict";return (async()=>{\n${code}\n})()`, moduleParameters, { filename: path }),
  )
  Object.defineProperty(evaluate, 'name', { value: moduleFrame })
  return {
    evaluate: evaluate as CompiledModule['evaluate'],
    native: (specifier) => compileNativeImport(path)(specifier),
  }
}

export function compileNativeImport(from: string): CompiledModule['native'] {
  return compileNatively(from, 'module.exports={native:(s)=>import(s),evaluate(){}}').native
}

interface CompilingModule extends Module {
  _compile(code: string, path: string): unknown
}

/** Compiles through the CommonJS loader of Node.js, which reads its compile cache. */
function compileNatively(path: string, code: string): CompiledModule {
  const module = new Module(path) as CompilingModule
  module.filename = path
  // oxlint-disable-next-line no-underscore-dangle -- the name that Node.js gives it
  compileOrThrow(path, () => module._compile(code, path))
  return module.exports as CompiledModule
}

function compileOrThrow<T>(path: string, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    // The stack begins with the place, the line and a mark below its wrong part. The message follows.
    const { message, stack = '' } = error as Error
    const [place = '', code = '', mark = ''] = stack.split('\n')
    const line = place.startsWith(`${path}:`) ? parseInt(place.slice(path.length + 1), 10) : 0
    const source = sourceLineOf(path, line)
    if (source === undefined) throw error
    const position = { file: path, line: source, column: 1 }
    throw new SourceSyntaxError(
      code[mark.indexOf('^')] === '@'
        ? 'decorators are not supported in spec files, with or without experimentalDecorators. Call the function instead.'
        : `Node.js does not support this syntax: ${message}`,
      position,
    )
  }
}
