/** Of `Chrome/156.0.8078.79` or `ChromeDriver 156.0.8078.79 (…)`. */
export function majorOf(version: string): number {
  return Number(/[/ ](\d+)\./.exec(version)?.[1])
}

/** A user agent without a word of being headless. */
export function namedAsHeaded(userAgent: string): string {
  return userAgent.replaceAll('Headless', '')
}
