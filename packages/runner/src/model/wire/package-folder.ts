/** The folder of this package, or of the command whose bundle contains its code. */
export const packageFolder = new URL(
  /^.*\/(?=(?:src|dist|bundle)\/)/.exec(import.meta.url)?.[0] ?? '.',
  import.meta.url,
)
