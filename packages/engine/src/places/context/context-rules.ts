/** Commands that take the context they are for. Without it, they would change the browser's own context. */
const commandsOfContext = new Set([
  'Browser.grantPermissions',
  'Browser.resetPermissions',
  'Browser.setDownloadBehavior',
  'Browser.setPermission',
  'Storage.clearCookies',
  'Storage.getCookies',
  'Storage.setCookies',
  'Target.createTarget',
])

/** Parameters with the context, for a command that takes it. */
export function paramsInContext(method: string, params: object, browserContextId: string): object {
  return commandsOfContext.has(method) ? { ...params, browserContextId } : params
}
