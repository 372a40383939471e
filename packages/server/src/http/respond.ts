/** JSON as the service writes it: in UTF-8 and with a newline at its end. */
export const jsonResponse = (value: unknown, status = 200): Response =>
  new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
  })

export const emptyResponse = (status: number): Response => new Response(null, { status })

export const notFoundResponse = (): Response =>
  new Response('404 page not found\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
