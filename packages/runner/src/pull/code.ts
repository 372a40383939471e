/** A piece of a spec file, before it is laid out in lines. */
export type Code =
  | { readonly kind: 'text'; readonly value: string }
  /** A number or a boolean. */
  | { readonly kind: 'plain'; readonly value: number | boolean }
  | { readonly kind: 'list'; readonly items: readonly Code[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  /** Calls on what the former one gave: `metric(…).lessThan(…)`. */
  | { readonly kind: 'chain'; readonly calls: readonly { readonly name: string; readonly argument: Code }[] }
  /** Equal items but for the number in their texts, which counts up. */
  | { readonly kind: 'series'; readonly length: number; readonly index: string; readonly item: Code }
  /** A text of a series' item, with the number between its parts. */
  | {
      readonly kind: 'numbered'
      readonly parts: readonly string[]
      /** At least so many, with zeros in front. */
      readonly digits: number
      /** What the series starts with. */
      readonly first: number
      readonly index: string
    }

export type Field = readonly [name: string, value: Code]

export function textCode(value: string): Code {
  return { kind: 'text', value }
}
export function plain(value: number | boolean): Code {
  return { kind: 'plain', value }
}
export function listCode(items: readonly Code[]): Code {
  return { kind: 'list', items }
}
/** Fields without a value are left out. */
export function objectCode(fields: Readonly<Record<string, Code | undefined>>): Code {
  return {
    kind: 'object',
    fields: Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  }
}
export function chain(...calls: readonly (readonly [name: string, argument: Code])[]): Code {
  return {
    kind: 'chain',
    calls: calls.map(([name, argument]) => ({ name, argument })),
  }
}
