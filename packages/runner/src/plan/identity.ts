import { posix } from 'node:path'
import type { OwnershipMarker } from '../model/wire/ownership-marker.js'

/** What the ownership markers of all tests of a session have in common. */
export interface PlanOwner {
  /** Id of the project at Loadero. */
  readonly project: number
  /** Empty for none. */
  readonly prefix: string
  /** Where the specs are kept; absent outside of a repository with a remote. */
  readonly repository?: string | undefined
  /** Path of the project root in the repository; empty for its top. */
  readonly root?: string | undefined
}

/** The name of a test at Loadero. With prefixes, the tests of several branches can share a project. */
export function remoteName(prefix: string, name: string): string {
  return prefix === '' ? name : `[${prefix}] ${name}`
}

/** The full name that a test at Loadero has in its spec. A name without the prefix stays as it is. */
export function specName(prefix: string, name: string): string {
  const start = remoteName(prefix, '')
  return name.startsWith(start) ? name.slice(start.length) : name
}

/** The path of a test's spec file, from the top of its repository. */
export function specPathOf({ file, root = '' }: Pick<OwnershipMarker, 'file' | 'root'>): string {
  return posix.join(root, file)
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
    // Without a repository it is unknown whether the test was pushed from another one.
    (marker.repository === undefined ||
      owner.repository === undefined ||
      marker.repository === owner.repository) &&
    remoteName(marker.prefix, marker.name) === name
  )
}
