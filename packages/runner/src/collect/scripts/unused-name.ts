/** A name that the text does not contain, so that it can be declared in it. */
export function unusedName(source: string, wanted = 'script'): string {
  let name = wanted
  while (source.includes(name)) name += '_'
  return name
}
