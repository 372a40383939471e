/** Compute units that a name stands for: `g0.5` is half a unit. `undefined` for anything else. */
export function computeUnitSize(name: string): number | undefined {
  const [, digits] = /^g(\d+(?:\.\d+)?)$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}
