import type { LoaderoClient } from '@loadero-test/core'

/** Lists each test of the project with its groups and asserts. */
export async function outline(client: LoaderoClient): Promise<string[]> {
  const lines: string[] = []
  for await (const { id, name } of client.tests.all()) {
    lines.push(`${name}`)
    for await (const group of client.test(id).groups.all()) {
      const { results } = await client.test(id).group(group.id).participants.list()
      lines.push(
        `  ${group.count} × ${group.name}: ${results.map((participant) => participant.name).join(', ')}`,
      )
    }
    for await (const { path, operator, expected } of client.test(id).asserts.all()) {
      lines.push(`  ${path} ${operator} ${expected}`)
    }
  }
  return lines
}
