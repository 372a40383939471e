import { LoaderoClient } from '@loadero-test/core'

export function connect(env: Readonly<Record<string, string | undefined>>): LoaderoClient {
  return new LoaderoClient({
    projectId: Number(env['LOADERO_PROJECT_ID']),
    accessToken: env['LOADERO_ACCESS_TOKEN'] ?? '',
    apiBase: env['LOADERO_API_BASE'] ?? 'https://api.loadero.com/v2/',
  })
}
