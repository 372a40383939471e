/** What a key asks for. */
export type KeyAction =
  | { readonly kind: 'again' | 'all' | 'failed' | 'help' | 'quit' }
  /** The words that were typed; none takes the filter away. */
  | { readonly kind: 'by-name' | 'by-file'; readonly words: string }

export interface KeysOptions {
  readonly write: (text: string) => void
  readonly act: (action: KeyAction) => void
  /** Ctrl-C, which a terminal in raw mode sends as a character. */
  readonly interrupt: () => void
}

type PlainAction = Exclude<KeyAction, { readonly words: string }>['kind']
type FilterAction = Extract<KeyAction, { readonly words: string }>['kind']

const plainKeys: Readonly<Record<string, PlainAction>> = {
  '\r': 'again',
  '\n': 'again',
  a: 'all',
  f: 'failed',
  h: 'help',
  q: 'quit',
}

const questions: Readonly<Record<string, { readonly kind: FilterAction; readonly ask: string }>> = {
  t: { kind: 'by-name', ask: 'Tests whose name matches: ' },
  p: { kind: 'by-file', ask: 'Spec files whose path contains: ' },
}

export const keyHelp = `  Enter  run the same again
  a      run all
  f      run what did not pass
  t      only tests whose name matches
  p      only spec files whose path contains
  q      quit
`

const [ctrlC, escape] = ['\x03', '\x1b']

/** Takes what a terminal in raw mode sends; `t` and `p` ask for words, which Enter ends and Escape takes back. */
export function createKeys({ write, act, interrupt }: KeysOptions): (data: string) => void {
  let question: (typeof questions)[string] | undefined
  let words = ''

  const answer = (key: string) => {
    if (key === '\r' || key === '\n') {
      write('\n')
      const kind = question?.kind
      question = undefined
      if (kind) act({ kind, words: words.trim() })
    } else if (key === escape) {
      write('\n')
      question = undefined
    } else if (key === '\x7f' || key === '\b') {
      if (words !== '') write('\b \b')
      words = words.slice(0, -1)
    } else if (key >= ' ') {
      words += key
      write(key)
    }
  }

  const press = (key: string) => {
    if (key === ctrlC) return interrupt()
    if (question) return answer(key)
    question = questions[key]
    words = ''
    if (question) return write(`\n${question.ask}`)
    const kind = plainKeys[key]
    if (kind) act({ kind })
  }

  // Arrows and the like come as several characters at once and begin with an escape, pasted words do not.
  return (data) => {
    if (data.length > 1 && data.startsWith(escape)) return
    for (const key of data) press(key)
  }
}
