/** `chrome` for `chromeLatest` and `chrome131`; `undefined` without a browser and a version. */
export function browserFamilyOf(browser: string): string | undefined {
  return /^([a-z]+)(?:Latest|\d+)/.exec(browser)?.[1]
}

/** Whether a value is an alias, such as `chromeLatest`, that the service resolves to a version. */
export function isBrowserAlias(browser: string): boolean {
  return /^[a-z]+Latest/.test(browser)
}
