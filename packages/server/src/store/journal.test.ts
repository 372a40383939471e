import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openData } from './journal.js'
import { createStore } from './store.js'

function createDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'loadero-test-journal-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}
const group = { test_id: 1, name: 'pair', count: 1 }
/** Opens a directory, and closes it as the end of a server does. */
async function withStore<T>(path: string, work: (store: ReturnType<typeof createStore>) => T): Promise<T> {
  const { journal } = await openData(path)
  try {
    return work(createStore({ now: () => '2026-01-01T00:00:00Z', journal }))
  } finally {
    await Promise.resolve()
    journal.close()
  }
}

test('rows, changes, removals and used ids are kept', async () => {
  const path = createDirectory()
  await withStore(path, (store) => {
    const [first, second] = [store.insert('groups', group), store.insert('groups', group)]
    store.replace('groups', { ...first, name: 'changed' })
    store.remove('groups', second.id)
    store.skipIds('tests', 40)
  })
  await withStore(path, (store) => {
    expect(store.find('groups', { test_id: 1 })).toMatchObject([{ id: 1, name: 'changed' }])
    expect(store.insert('groups', group).id).toBe(3)
    expect(store.lastIds()).toMatchObject({ tests: 40 })
  })
})

test('changes are written all or not at all', async () => {
  const path = createDirectory()
  const { journal } = await openData(path)
  const broken = { ...group, id: 2, created: '', updated: '', cycle: {} }
  broken.cycle = broken
  const row = { ...group, id: 1, created: '', updated: '' }
  expect(() =>
    journal.write([
      { table: 'groups', id: 1, row },
      { table: 'groups', id: 2, row: broken },
    ]),
  ).toThrow('circular')
  expect([...journal.rows()]).toEqual([])
  journal.close()
})

test('one server at a time uses a directory', async () => {
  const path = createDirectory()
  const first = await openData(path)
  const refusal = await openData(path).catch((error: unknown) => error)
  expect(String(refusal).replaceAll(path, '<data>')).toMatchInlineSnapshot(
    `"Error: <data> is in use by another server"`,
  )
  first.journal.close()
  ;(await openData(path)).journal.close()
})
