const secretName = /key|token|secret|pass|auth|credential/i

/** The texts of parsed JSON that are credentials by their names: `accessKey`, `apiToken`, `password`, … */
export function secretsIn(value: unknown, isSecret = false): readonly string[] {
  if (typeof value === 'string') return isSecret && value !== '' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) =>
    secretsIn(each, isSecret || (!Array.isArray(value) && secretName.test(name))),
  )
}

/** The credentials of a URL in clear text: its password, and the parameters of its query with such names. */
export function secretsOfUrl({ password, searchParams }: URL): readonly string[] {
  const query = secretsIn(Object.fromEntries(searchParams))
  if (password === '') return query
  // A percent sign in credentials is not always encoded.
  try {
    return [password, decodeURIComponent(password), ...query]
  } catch {
    return [password, ...query]
  }
}
