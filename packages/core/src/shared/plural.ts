/** `plural(1, 'test')` is `1 test`, `plural(2, 'test')` is `2 tests`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The first items, and how many more there are: `a, b, c and 2 more`. */
export function listFirst<T>(items: readonly T[], max: number, textOf: (item: T) => string = String): string {
  const rest = items.length - max
  return `${items.slice(0, max).map(textOf).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
