import { type DefaultTreeAdapterMap, parse } from 'parse5'

export interface FoundElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Every element of a page or a part of one, as a browser would find them; those that browsers add are left out. */
export function elementsOf(html: string): readonly FoundElement[] {
  const walk = (node: DefaultTreeAdapterMap['node']): FoundElement[] => [
    ...('tagName' in node && !['html', 'head', 'body'].includes(node.tagName)
      ? [
          {
            name: node.tagName,
            attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
          },
        ]
      : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ]
  return walk(parse(html))
}

/** What a page says. */
export function textOf(html: string): string {
  const walk = (node: DefaultTreeAdapterMap['node']): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(walk).join(' ') : ''
  return walk(parse(html))
}
