import { z } from 'zod'

export interface CommentTarget {
  /** `https://api.github.com` or that of a GitHub server. */
  readonly apiUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly pullRequest: string
  /** It needs the permission to write to pull requests. */
  readonly token: string
  /** Comments with other keys stay: one for each job of a workflow. */
  readonly key: string
}

/** GitHub refuses longer comments. */
export const maxCommentBytes = 60_000

const timeoutMs = 15_000
const maxPages = 30

const commentsSchema = z.array(z.object({ id: z.number(), body: z.string().nullish() }))

/**
 * Writes the one comment of a pull request that has the key, or replaces its text. Follows no redirect, because the token
 * is for this host only.
 * @throws Error with the status of the response, never with the token
 */
export async function writeComment(
  text: string,
  { apiUrl, repository, pullRequest, token, key }: CommentTarget,
): Promise<void> {
  const marker = `<!-- loadero-test ${key.replaceAll(/[^\w.-]+/g, '_')} -->`
  const issues = `${apiUrl.replace(/\/$/, '')}/repos/${repository}/issues`
  const request = async (method: string, url: string, body?: string): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'loadero-test',
        'x-github-api-version': '2022-11-28',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify({ body }) }),
    })
    if (response.ok) return response.json()
    const hint =
      response.status === 403 || response.status === 404 ? '; the token needs pull-requests: write' : ''
    throw new Error(`GitHub answered ${response.status} to ${method} ${new URL(url).pathname}${hint}`)
  }
  const body = `${marker}\n${text}`
  for (let page = 1; page <= maxPages; page++) {
    const url = `${issues}/${pullRequest}/comments?per_page=100&page=${page}`
    const comments = commentsSchema.parse(await request('GET', url))
    const existing = comments.find((comment) => comment.body?.startsWith(marker))
    if (existing) {
      await request('PATCH', `${issues}/comments/${existing.id}`, body)
      return
    }
    if (comments.length < 100) break
  }
  await request('POST', `${issues}/${pullRequest}/comments`, body)
}
