/** Files that a report links, each once, pictures first: some dashboards show only the first one. */
export function picturesFirst(files: readonly string[]): readonly string[] {
  const isPicture = (file: string) => /\.(?:png|jpe?g|gif|webp)$/i.test(file)
  return [...new Set(files)].toSorted((a, b) => Number(isPicture(b)) - Number(isPicture(a)))
}
