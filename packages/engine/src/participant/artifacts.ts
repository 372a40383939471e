import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ArtifactKind, ParticipantOutput } from '@loadero-test/server'

/** The files that a participant leaves behind, one folder a kind. */
export interface CollectedArtifacts {
  readonly list: ParticipantOutput['artifacts']
  /** A folder for files that are not whole yet, on the same disk so that they can be moved. */
  readonly incoming: string
  /** Where to put a file of that name; the name is made safe, and unique within its kind. */
  claim(kind: ArtifactKind, name: string): string
  write(kind: ArtifactKind, name: string, content: Buffer): void
  /** Removes what never became whole. */
  discardIncoming(): void
}

/** Collects below a participant's directory. */
export function collectArtifacts(directory: string): CollectedArtifacts {
  const list: ParticipantOutput['artifacts'][number][] = []
  const incoming = path.join(directory, '.incoming')
  const claim = (kind: ArtifactKind, wanted: string) => {
    const taken = new Set(list.filter((each) => each.kind === kind).map((each) => each.name))
    const name = unique(safe(wanted), taken)
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

/** As the service does it. */
function safe(name: string) {
  return name.replace(/[<>:"/\\|?*]/g, '_').replace(/^\.+$/, '_') || '_'
}

function unique(name: string, taken: ReadonlySet<string>): string {
  const { name: stem, ext } = path.parse(name)
  let candidate = name
  for (let count = 2; taken.has(candidate); count++) candidate = `${stem}-${count}${ext}`
  return candidate
}
