/** JSON as the service writes it: in UTF-8 and with a newline at its end. */
export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
  })
}

export function emptyResponse(status: number): Response {
  return new Response(null, { status })
}

export function notFoundResponse(): Response {
  return new Response('404 page not found\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}
