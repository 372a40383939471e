/** Words of code that changes objects, runs other code or loops. */
const words =
  'prototype|__proto__|__define[GS]etter__|constructor|globalThis|global|eval|Function|Reflect|Proxy|delete|' +
  'require|module|exports|assign|defineProperty|defineProperties|setPrototypeOf|freeze|seal|preventExtensions|' +
  'for|while|do'
const objects =
  'Object|Array|String|Number|Boolean|Symbol|BigInt|Date|RegExp|Promise|Map|Set|WeakMap|Error|TypeError|URL|' +
  'ArrayBuffer|Uint8Array|Math|JSON|Intl|console'

const signs = [
  new RegExp(`\\b(?:${words})\\b`),
  // A call, or a call of a method, changes none of them.
  new RegExp(`\\b(?:${objects})\\b(?!\\s*[(<]|\\.\\w+\\s*\\()`),
  // Reading a variable is usual.
  /\bprocess\b(?!\.env\.\w+\b(?![\s|&?]*=(?!=)))/,
  // A package, a module of Node.js, or a module whose name is computed.
  /\bimport\s*\(|\b(?:from|import)\s*['"](?!\.{0,2}\/|loadero-test['"/])/,
]

/**
 * Whether no word of a source shows that its code can change what all code of a thread shares, or take long. Such files
 * are compared and replied together, so a wrong answer costs time only.
 */
export function isPlain(source: string): boolean {
  return signs.every((sign) => !sign.test(source))
}
