/** Gives the function of a pulled script its types in editors. It is on the first line of the script, so that lines keep their numbers. */
const typeComment = "/** @type {import('loadero-test/script').Script} */"

/** The text of a file for a script at Loadero. */
export function addTypeComment(script: string): string {
  return `${typeComment} ${script}`
}

/** The script of a file. The comment is not sent, so that a pulled script is the one at Loadero. */
export function removeTypeComment(text: string): string {
  return text.startsWith(typeComment) ? text.slice(typeComment.length).replace(/^ /, '') : text
}
