import type { Check, Reason } from '../model/model.js'

/** A check with the reasons why it is not passed. */
export interface AssertOutcome {
  readonly check: Check
  readonly reasons: readonly Reason[]
}

/** Twins get a number, so that every name is unique in its test. */
export const withUniqueNames = (checks: readonly Check[]): readonly Check[] => {
  const seen = new Set<string>()
  return checks.map((check) => {
    let { name } = check
    for (let copy = 2; seen.has(name); copy++) name = `${check.name} (${copy})`
    seen.add(name)
    return { ...check, name }
  })
}
