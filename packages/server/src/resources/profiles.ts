import { pick } from '../store/columns.js'
import type { Store } from '../store/store.js'
import { type ProfileColumns, profileColumns } from '../store/tables.js'

/** The id of a combination of browser, network, location and feeds. A new combination gets a new id. */
export function findProfileId(store: Store, row: ProfileColumns): number {
  const profile = pick(row, ...profileColumns)
  const [known] = store.find('profiles', profile)
  return (known ?? store.insert('profiles', profile)).id
}
