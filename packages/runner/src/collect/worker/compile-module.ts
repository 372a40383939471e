import Module from 'node:module'
import { pathToFileURL } from 'node:url'
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
]
const commonJsParameters = ['exports', 'require', 'module', '__filename', '__dirname']

/** The name of the function around a module, which is left out of shown stacks. */
const moduleFrame = '__loadero_module__'

/** Compiles through the CommonJS loader of Node.js, which reads the source map and its compile cache. */
export function compileModule(path: string, { code, isCommonJs, mappings }: TransformedFile): CompiledModule {
  const map = { version: 3, names: [], sources: [pathToFileURL(path).href], mappings: `;${mappings}` }
  const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
  // A function within the function, so that a module may declare names such as `require` itself.
  const [head, tail] = isCommonJs
    ? [`function ${moduleFrame}(${commonJsParameters.join(',')}){`, '}']
    : [`function ${moduleFrame}(${moduleParameters.join(',')}){return (async()=>{"use strict";`, '})()}']
  return compileNatively(
    path,
    `module.exports={native:(s)=>import(s),evaluate:${head}\n${code}\n${tail}}\n${comment}`,
  )
}

export function compileNativeImport(from: string): CompiledModule['native'] {
  return compileNatively(from, 'module.exports={native:(s)=>import(s),evaluate(){}}').native
}

interface CompilingModule extends Module {
  _compile(code: string, path: string): unknown
}

/** Node.js forgets the source map of a module that is garbage-collected, but its callbacks can still throw. */
const compiledModules = new Set<Module>()

function compileNatively(path: string, code: string): CompiledModule {
  const module = new Module(path) as CompilingModule
  compiledModules.add(module)
  module.filename = path
  // oxlint-disable-next-line no-underscore-dangle -- the name that Node.js gives it
  module._compile(code, path)
  return module.exports as CompiledModule
}
