import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ArtifactKind, ParticipantOutput } from '@loadero-test/server'

/** The files that a participant leaves, in one folder for each kind. */
export interface CollectedArtifacts {
  readonly list: ParticipantOutput['artifacts']
  /** A folder for incomplete files, on the same disk so that they can be moved. */
  readonly incoming: string
  /** Returns the path for a file of that name. The name is made safe, and unique within its kind. */
  claim(kind: ArtifactKind, name: string): string
  write(kind: ArtifactKind, name: string, content: Buffer): void
  /** Removes all incomplete files. */
  discardIncoming(): void
}

/** Collects artifacts below a participant's directory. */
export function collectArtifacts(directory: string): CollectedArtifacts {
  const list: ParticipantOutput['artifacts'][number][] = []
  const incoming = path.join(directory, '.incoming')
  const claim = (kind: ArtifactKind, requestedName: string) => {
    const usedNames = new Set(list.filter((each) => each.kind === kind).map((each) => each.name))
    // The service replaces the same characters.
    const safeName = requestedName.replace(/[<>:"/\\|?*]/g, '_').replace(/^\.+$/, '_') || '_'
    const { name: stem, ext } = path.parse(safeName)
    let name = safeName
    for (let count = 2; usedNames.has(name); count++) name = `${stem}-${count}${ext}`
    const file = path.join(directory, kind, name)
    mkdirSync(path.dirname(file), { recursive: true })
    list.push({ kind, name, path: file })
    return file
  }
  return {
    list,
    incoming,
    claim,
    write: (kind, name, content) => writeFileSync(claim(kind, name), content),
    discardIncoming: () => rmSync(incoming, { recursive: true, force: true }),
  }
}
