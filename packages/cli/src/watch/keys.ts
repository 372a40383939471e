/** The action of a key. */
export type KeyAction =
  | { readonly kind: 'again' | 'all' | 'failed' | 'help' | 'quit' }
  /** An empty text removes the filter. */
  | { readonly kind: 'by-name' | 'by-file'; readonly text: string }

export interface KeyReaderOptions {
  readonly write: (text: string) => void
  readonly onAction: (action: KeyAction) => void
  /** Ctrl-C, which a terminal in raw mode sends as a character. */
  readonly interrupt: () => void
}

type PlainAction = Exclude<KeyAction, { readonly text: string }>['kind']
type FilterAction = Extract<KeyAction, { readonly text: string }>['kind']

const plainKeys: Readonly<Record<string, PlainAction>> = {
  '\r': 'again',
  '\n': 'again',
  a: 'all',
  f: 'failed',
  h: 'help',
  q: 'quit',
}

const questions: Readonly<Record<string, { readonly kind: FilterAction; readonly prompt: string }>> = {
  t: { kind: 'by-name', prompt: 'Tests whose name matches: ' },
  p: { kind: 'by-file', prompt: 'Spec files whose path contains: ' },
}

export const keyHelp = `  Enter  run the same tests again
  a      run all tests
  f      run the tests that did not pass
  t      only tests whose name matches
  p      only spec files whose path contains
  q      quit
`

const [ctrlC, escape] = ['\x03', '\x1b']

/** Reads the input of a terminal in raw mode. `t` and `p` prompt for a text; Enter confirms it, Escape cancels it. */
export function createKeyReader({ write, onAction, interrupt }: KeyReaderOptions): (data: string) => void {
  let question: (typeof questions)[string] | undefined
  let text = ''

  const answer = (key: string) => {
    if (key === '\r' || key === '\n') {
      write('\n')
      const kind = question?.kind
      question = undefined
      if (kind) onAction({ kind, text: text.trim() })
    } else if (key === escape) {
      write('\n')
      question = undefined
    } else if (key === '\x7f' || key === '\b') {
      if (text !== '') write('\b \b')
      text = text.slice(0, -1)
    } else if (key >= ' ') {
      text += key
      write(key)
    }
  }

  const press = (key: string) => {
    if (key === ctrlC) return interrupt()
    if (question) return answer(key)
    question = questions[key]
    text = ''
    if (question) return write(`\n${question.prompt}`)
    const kind = plainKeys[key]
    if (kind) onAction({ kind })
  }

  // Arrow keys come as several characters that begin with an escape; pasted text does not.
  return (data) => {
    if (data.length > 1 && data.startsWith(escape)) return
    for (const key of data) press(key)
  }
}
