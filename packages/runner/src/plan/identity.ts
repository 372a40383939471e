import type { OwnershipMarker } from '../wire/ownership-marker.js'

/** What the ownership markers of all tests of a session have in common. */
export interface PlanOwner {
  /** Id of the project at Loadero. */
  readonly project: number
  /** Empty for none. */
  readonly prefix: string
}

/** The name of a test at Loadero. With prefixes, the tests of several branches can share a project. */
export function remoteName(prefix: string, name: string): string {
  return prefix === '' ? name : `[${prefix}] ${name}`
}

/** Whether a remote test was created for this project and prefix. A manual copy has the marker, but another name. */
export function isManaged(
  name: string | undefined,
  marker: OwnershipMarker | undefined,
  owner: PlanOwner,
): marker is OwnershipMarker {
  return (
    marker !== undefined &&
    marker.project === owner.project &&
    marker.prefix === owner.prefix &&
    remoteName(marker.prefix, marker.name) === name
  )
}
