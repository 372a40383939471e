/** Commands that take the context they are for. Without it, they would change the browser's own. */
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

/** The parameters of a command, with the context where the command takes one. */
export function paramsInContext(method: string, params: object, browserContextId: string): object {
  return commandsOfContext.has(method) ? { ...params, browserContextId } : params
}

/** Those of a list of targets that belong to a context. */
export function targetsOfContext<T extends { readonly browserContextId?: string }>(
  targetInfos: readonly T[],
  contextId: string,
): readonly T[] {
  return targetInfos.filter(({ browserContextId }) => browserContextId === contextId)
}
