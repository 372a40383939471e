/** A part of a spec file, before it is printed. */
export type Code =
  | { readonly kind: 'text'; readonly value: string }
  /** A number or a boolean. */
  | { readonly kind: 'plain'; readonly value: number | boolean }
  | { readonly kind: 'list'; readonly items: readonly Code[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  /** A chain of calls: `metric(…).lessThan(…)`. */
  | { readonly kind: 'chain'; readonly calls: readonly { readonly name: string; readonly argument: Code }[] }
  /** Items that differ only by a number in their texts, which counts up. */
  | { readonly kind: 'series'; readonly length: number; readonly index: string; readonly item: Code }
  /** A text in an item of a series, with the number between its parts. */
  | {
      readonly kind: 'numbered'
      readonly parts: readonly string[]
      /** Minimum number of digits, with leading zeros. */
      readonly digits: number
      /** The first number of the series. */
      readonly first: number
      readonly index: string
    }

export type ObjectCode = Extract<Code, { kind: 'object' }>

export type Field = readonly [name: string, value: Code]

/** A code and all codes inside it. */
export function allCodes(code: Code): readonly Code[] {
  switch (code.kind) {
    case 'list':
      return [code, ...code.items.flatMap(allCodes)]
    case 'object':
      return [code, ...code.fields.flatMap(([, value]) => allCodes(value))]
    case 'chain':
      return [code, ...code.calls.flatMap(({ argument }) => allCodes(argument))]
    case 'series':
      return [code, ...allCodes(code.item)]
    default:
      return [code]
  }
}

export function textCode(value: string): Code {
  return { kind: 'text', value }
}

export function literalCode(value: number | boolean): Code {
  return { kind: 'plain', value }
}

/** Undefined for an empty list, so that its field is omitted. */
export function listCode(items: readonly Code[]): Code | undefined {
  return items.length === 0 ? undefined : { kind: 'list', items }
}

/** Fields without a value are omitted. */
export function objectCode(fields: Readonly<Record<string, Code | undefined>>): ObjectCode {
  return {
    kind: 'object',
    fields: Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  }
}

export function chainCode(...calls: readonly (readonly [name: string, argument: Code])[]): Code {
  return {
    kind: 'chain',
    calls: calls.map(([name, argument]) => ({ name, argument })),
  }
}
