import type { OwnershipMarker } from '../wire/ownership-marker.js'

/** What the tests of one checkout are marked with, apart from each test's own name and file. */
export interface PlanOwner {
  /** Id of the project at Loadero. */
  readonly project: number
  /** Empty for none. */
  readonly prefix: string
}

/** What a test is called at Loadero: with a prefix, those of several branches live side by side. */
export function remoteName(prefix: string, name: string): string {
  return prefix === '' ? name : `[${prefix}] ${name}`
}

/** Whether a remote test was made for this project and prefix. A copy made by hand takes the mark along, but not the name. */
export function isManaged(name: string | undefined, mark: OwnershipMarker | undefined, owner: PlanOwner): mark is OwnershipMarker {
  return (
    mark !== undefined &&
    mark.project === owner.project &&
    mark.prefix === owner.prefix &&
    remoteName(mark.prefix, mark.name) === name
  )
}
