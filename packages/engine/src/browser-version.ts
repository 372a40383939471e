/** Of `Chrome/156.0.8078.79` or `ChromeDriver 156.0.8078.79 (…)`. */
export const majorOf = (version: string): number => Number(/[/ ](\d+)\./.exec(version)?.[1])

/** A user agent without a word of being headless. */
export const namedAsHeaded = (userAgent: string): string => userAgent.replaceAll('Headless', '')
