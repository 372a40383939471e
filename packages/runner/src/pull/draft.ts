import { join } from 'node:path/posix'
import type { TestSpec } from '../model/spec.js'
import type { FilePlace } from './file-layout.js'
import type { RemoteTest } from './remote-test.js'
import { addTypeComment } from '../model/wire/type-comment.js'
import { type SpecDeclaration, specText } from './spec-text.js'
import { type ParticipantSettings, testCode } from './test-code.js'

/** The files for a remote test: a declaration in a spec file, and a script beside it. */
export interface Draft extends SpecDeclaration {
  /** Id of the remote test. */
  readonly id: number
  readonly spec: string
  readonly script: { readonly file: string; readonly text: string }
}

export interface DraftOptions {
  /** Id of the remote test. */
  readonly id: number
  readonly place: FilePlace
  /** Without the ownership marker. */
  readonly script: string
  readonly language: TestSpec['scriptLanguage']
  readonly settings: ParticipantSettings
}

const extensions = { javascript: 'js', java: 'java', python: 'py' } as const satisfies Record<
  TestSpec['scriptLanguage'],
  string
>

export function draft(remote: RemoteTest, { id, place, script, language, settings }: DraftOptions): Draft {
  const file = `${place.script}.${extensions[language]}`
  const { code, unsupported } = testCode(remote, {
    script: `./${file}`,
    settings,
    ...(place.hasSharedName && { id }),
  })
  return {
    id,
    titles: place.titles,
    spec: place.spec,
    script: { file, text: language === 'javascript' ? addTypeComment(script) : script },
    options: code,
    problems: [
      ...(place.problem === undefined ? [] : [place.problem]),
      ...unsupported.map((part) => `a spec cannot express ${part}`),
    ],
  }
}

/** The text of all files, by path. The tests of a spec file keep their order. */
export function draftFiles(drafts: readonly Draft[], directory: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const spec of new Set(drafts.map((one) => one.spec))) {
    files.set(join(directory, spec), specText(drafts.filter((one) => one.spec === spec)))
  }
  for (const { script } of drafts) files.set(join(directory, script.file), script.text)
  return files
}
