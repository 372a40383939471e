import type { TestCase } from '../model.js'

const mark = 'loadero-test'

/**
 * Says in the script itself that the remote test is ours, where it survives without any file of state.
 * It stands before the function on the same line, so that the script's lines stay the author's.
 */
export const markScript = ({ id, location, spec }: TestCase): string =>
  `/* ${mark}: ${printable(location.file)} > ${printable(id)} */ ${spec.script}`

/** Whether the script of a remote test carries our mark. */
export const isOurs = (script: string): boolean => script.startsWith(`/* ${mark}: `)

/** What stands in a comment must neither end it nor break its line. */
const printable = (text: string): string =>
  text.replaceAll('*/', '*\u200b/').replaceAll(/[\r\n\u2028\u2029]/g, ' ')
