import { join } from 'node:path/posix'
import type { TestSpec } from '../model/model.js'
import type { FilePlace } from './file-layout.js'
import type { RemoteTest } from './remote-test.js'
import { type SpecDeclaration, specText } from './spec-text.js'
import { type ParticipantSettings, testCode } from './test-code.js'

/** What a remote test becomes: a declaration in a spec file, and a script beside it. */
export interface Draft extends SpecDeclaration {
  /** Of the remote test. */
  readonly id: number
  readonly spec: string
  readonly script: { readonly file: string; readonly text: string }
}

export interface DraftOptions {
  /** Of the remote test. */
  readonly id: number
  readonly place: FilePlace
  /** Without our mark. */
  readonly script: string
  readonly language: TestSpec['scriptLanguage']
  readonly settings: ParticipantSettings
}

const endings = { javascript: 'js', java: 'java', python: 'py' } as const satisfies Record<
  TestSpec['scriptLanguage'],
  string
>

export function draft(remote: RemoteTest, { id, place, script, language, settings }: DraftOptions): Draft {
  const file = `${place.script}.${endings[language]}`
  const { code, unsaid } = testCode(remote, {
    script: `./${file}`,
    settings,
    ...(place.pinned && { id }),
  })
  return {
    id,
    titles: place.titles,
    spec: place.spec,
    script: { file, text: script },
    options: code,
    flaws: [
      ...(place.flaw === undefined ? [] : [place.flaw]),
      ...unsaid.map((what) => `a spec cannot say ${what}`),
    ],
  }
}

/** All files by their paths; those of one spec file stay in the order of their tests. */
export function draftFiles(drafts: readonly Draft[], directory: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const spec of new Set(drafts.map((one) => one.spec))) {
    files.set(join(directory, spec), specText(drafts.filter((one) => one.spec === spec)))
  }
  for (const { script } of drafts) files.set(join(directory, script.file), script.text)
  return files
}
