/** The number of compute units of a name: 0.5 for `g0.5`. `undefined` for any other text. */
export function computeUnitSize(name: string): number | undefined {
  const [, digits] = /^g(\d+(?:\.\d+)?)$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}
