import { LoaderoClient } from '@loadero-test/core'

export const connect = (env: Readonly<Record<string, string | undefined>>): LoaderoClient =>
  new LoaderoClient({
    projectId: Number(env['LOADERO_PROJECT_ID']),
    accessToken: env['LOADERO_ACCESS_TOKEN'] ?? '',
    apiBase: env['LOADERO_API_BASE'] ?? 'https://api.loadero.com/v2/',
  })
