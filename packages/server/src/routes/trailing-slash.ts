import type { Api } from './access.js'

/**
 * All routes end with a slash and have no empty segments. The service redirects any other path, and a client that is
 * redirected does not repeat a write.
 */
export function redirectToTrailingSlash(api: Api) {
  api.use('/v2/*', async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    const cleaned = `${pathname.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '')}/`
    if (pathname === cleaned) return next()
    const location = `${cleaned}${search}`
    if (c.req.method !== 'GET') return new Response(null, { status: 301, headers: { location } })
    const body = `<a href="${location.replaceAll('&', '&amp;')}">Moved Permanently</a>.\n\n`
    return new Response(body, {
      status: 301,
      headers: { location, 'content-type': 'text/html; charset=utf-8' },
    })
  })
}
