import { type DefaultTreeAdapterMap, parse } from 'parse5'

export interface FoundElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/** All elements as a browser parses them, without `html`, `head` and `body`. */
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

/** All texts of a page. */
export function textOf(html: string): string {
  const walk = (node: DefaultTreeAdapterMap['node']): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(walk).join(' ') : ''
  return walk(parse(html))
}
