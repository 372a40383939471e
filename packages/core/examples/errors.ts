import {
  AuthenticationError,
  ConnectionError,
  InvalidInputError,
  type LoaderoClient,
  NotFoundError,
  ValidationError,
} from '@loadero-test/core'

/** Errors that need different handling have different classes. None contains the token. */
export async function explain(client: LoaderoClient, testId: number): Promise<string> {
  try {
    await client.test(testId).groups.create({ name: '', count: 0 })
    return 'created'
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ field }) => field).join(', ')
    if (error instanceof ValidationError) return Object.keys(error.fields).join(', ')
    if (error instanceof AuthenticationError) return 'token, project or scope'
    if (error instanceof NotFoundError) return 'no such test'
    if (error instanceof ConnectionError) return `${error.message}, ${error.request.attempts} attempts`
    throw error
  }
}
