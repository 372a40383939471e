import { expectTypeOf, test } from 'vitest'
import { defineScript } from '../../script.js'
import type { Secret } from './script-secret.js'
import type { ScriptVars, VarsFor } from './script-vars.js'

interface Vars {
  readonly room: string
  readonly people?: number
}

// `typeof import('./call.js')` of such a module has this shape; `tsc -b` checks what is said of it.
const module = { default: defineScript<Vars>(() => {}) }
const plain = { default: (_client: unknown, _vars: Vars) => {} }

test('a module says which vars its script takes, and a text may be a secret', () => {
  expectTypeOf<VarsFor<typeof module>>().toEqualTypeOf<{
    readonly room: string | Secret
    readonly people?: number
  }>()
  expectTypeOf<VarsFor<typeof plain>>().toEqualTypeOf<VarsFor<typeof module>>()
})

test('a module that says nothing of vars takes any', () => {
  expectTypeOf<VarsFor<unknown>>().toEqualTypeOf<ScriptVars>()
  expectTypeOf<VarsFor<{ readonly default: () => void }>>().toEqualTypeOf<ScriptVars>()
})
