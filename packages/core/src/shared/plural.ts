/** `plural(1, 'test')` is `1 test`, `plural(2, 'test')` is `2 tests`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
