/** The default export, also of a module that another compiler has turned into CommonJS. */
export function defaultExport(module: Readonly<Record<string, unknown>>): unknown {
  const { default: exported } = module
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  return isCompiled && 'default' in exported ? exported.default : exported
}
