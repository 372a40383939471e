import type { Test } from '@loadero-test/core'
import type { OwnershipMarker } from '../wire/ownership-marker.js'

/** A declared test that is not at Loadero. */
export interface MissingTest {
  readonly name: string
  readonly file: string
  /** Of its content; absent where that was not looked at. */
  readonly hash?: string
}

/** A test at Loadero that is ours and that no spec declares. */
export interface Orphan {
  readonly test: Test
  readonly mark: OwnershipMarker
}

export interface Renames {
  /** By new name, what it was before. */
  readonly found: ReadonlyMap<string, Orphan>
  /** By new name, what it may have been before, though nobody can tell. */
  readonly unclear: ReadonlyMap<string, readonly Orphan[]>
}

/**
 * Recognises tests under their new names: of the same file, and either with the same content or the only ones left.
 * Where more than one answer is possible there is none.
 */
export function findRenames(missing: readonly MissingTest[], orphans: readonly Orphan[]): Renames {
  const found = new Map<string, Orphan>()
  const unclear = new Map<string, readonly Orphan[]>()
  for (const file of new Set(missing.map((one) => one.file))) {
    const wanted = missing.filter((one) => one.file === file)
    const there = orphans.filter(({ mark }) => mark.file === file)
    for (const { name, hash } of wanted) {
      const same = there.filter(({ mark }) => hash !== undefined && mark.hash === hash)
      const rivals = wanted.filter((other) => other.hash === hash)
      if (same[0] && same.length === 1 && rivals.length === 1) found.set(name, same[0])
    }
    const taken = new Set(found.values())
    const left = there.filter((orphan) => !taken.has(orphan))
    const open = wanted.filter(({ name }) => !found.has(name))
    if (left[0] && left.length === 1 && open[0] && open.length === 1) found.set(open[0].name, left[0])
    else if (left.length > 0) for (const { name } of open) unclear.set(name, left)
  }
  return { found, unclear }
}
