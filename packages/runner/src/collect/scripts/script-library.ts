/**
 * What a bundled script gets for `loadero-test/script`: the functions of `script.ts` without their types. It is a text of
 * its own, so that the same script gives the same bundle wherever and however this package is installed.
 */
export const scriptLibrary = `export const defineScript = (script) => script
const printEntry = (kind, name, value) => {
  if (typeof name !== 'string' || !/^[A-Za-z_][\\w.-]{0,149}$/.test(name)) {
    throw new TypeError(\`\${kind}() got the name \${JSON.stringify(name)}. A name has 1 to 150 letters, digits, "_", "." and "-", and begins with a letter or "_".\`)
  }
  console.log(\`[loadero-test] \${kind} \${name}\${value} at \${new Date().toISOString()}\`)
}
export function mark(name) {
  printEntry('mark', name, '')
}
export function measure(name, ms) {
  if (!Number.isFinite(ms)) throw new TypeError(\`measure('\${name}') needs a finite number, got \${String(ms)}\`)
  printEntry('measure', name, \` \${ms} ms\`)
}
`
