/** Pseudorandom numbers, 0 ≤ x < 1. The same seed gives the same numbers. */
export function createSeededRandom(seed: string): () => number {
  // FNV-1a turns the text into the first state.
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  // Mulberry32: 32 bits of state are enough for samples that protect no secret.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
