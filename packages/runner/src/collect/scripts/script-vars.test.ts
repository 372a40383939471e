import { expectTypeOf, test } from 'vitest'
import { defineScript } from '../../script.js'
import type { Data } from '../../model/data.js'
import type { Secret } from '../../model/secrets.js'
import type { ScriptVars, VarsFor } from './script-vars.js'

interface Vars {
  readonly room: string
  readonly people?: number
  readonly row?: { readonly email: string }
}

// The type of an imported module, `typeof import('./call.js')`, has this shape. `tsc -b` checks the types.
const module = { default: defineScript<Vars>(() => {}) }
const plain = { default: (_client: unknown, _vars: Vars) => {} }

test('the module types the vars, and strings may be secrets', () => {
  expectTypeOf<VarsFor<typeof module>>().toEqualTypeOf<{
    readonly room: string | Secret
    readonly people?: number
    readonly row?: { readonly email: string } | Data
  }>()
  expectTypeOf<VarsFor<typeof plain>>().toEqualTypeOf<VarsFor<typeof module>>()
})

test('a module without typed vars takes any', () => {
  expectTypeOf<VarsFor<unknown>>().toEqualTypeOf<ScriptVars>()
  expectTypeOf<VarsFor<{ readonly default: () => void }>>().toEqualTypeOf<ScriptVars>()
})
