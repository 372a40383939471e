import { pick } from '../store/columns.js'
import type { Store } from '../store/store.js'
import { type ProfileColumns, profileColumns } from '../store/tables.js'

/** The id of a combination of browser, network, location and feeds. A new combination gets a new id. */
export function findProfileId(store: Store, row: ProfileColumns): number {
  const profile = pick(row, ...profileColumns)
  const [known] = store.find('profiles', profile)
  return (known ?? store.insert('profiles', profile)).id
}

type ProfileRow = ProfileColumns & { readonly record_audio: boolean; readonly media_type?: string }

/** The values that the filters by a profile compare. Only rows of an old seed have a media type, which is retired. */
export const profileFilterColumns = {
  browser: (row: ProfileRow) => row.browser,
  network: (row: ProfileRow) => row.network,
  location: (row: ProfileRow) => row.location,
  video_feed: (row: ProfileRow) => row.video_feed,
  audio_feed: (row: ProfileRow) => row.audio_feed,
  media_type: (row: ProfileRow) => row.media_type,
  record_audio: (row: ProfileRow) => row.record_audio,
}
