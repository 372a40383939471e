import type { TestCase } from '../model.js'

const mark = 'loadero-test: '

/**
 * Says in the script itself that the remote test is ours, where it survives without any file of state.
 * It stands before the text on the same line where the language has such a comment, so that lines stay the author's.
 */
export const markScript = ({ id, location, spec }: TestCase): string => {
  const words = `${mark}${printable(location.file)} > ${printable(id)}`
  return spec.scriptLanguage === 'python' ? `# ${words}\n${spec.script}` : `/* ${words} */ ${spec.script}`
}

/** Whether the script of a remote test carries our mark. */
export const isOurs = (script: string): boolean =>
  [`/* ${mark}`, `# ${mark}`].some((start) => script.startsWith(start))

/** What stands in a comment must neither end it nor break its line. */
const printable = (text: string): string =>
  text.replaceAll('*/', '*\u200b/').replaceAll(/[\r\n\u2028\u2029]/g, ' ')
