import { errorCauses, errorCodes } from '../shared/error-causes.js'
import { isApiErrorBody, type Setting } from './errors.js'

/** By these codes, OpenSSL and Node.js refuse a certificate. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_|^CRL_|HOSTNAME_MISMATCH/

/** Something else than the protocol of the URL responds: TLS where HTTP is expected, or the reverse. */
const protocolCode = /^(ERR_SSL_|EPROTO$|HPE_)/

/** The setting by which no connection can come about; undefined for a failure that may be over next time. */
export function settingOfFailure(error: unknown, apiBase: string): Setting | undefined {
  const causes = errorCauses(error)
  const codes = errorCodes(causes)
  const [, proxyStatus] =
    /Proxy response \((\d+)\)/.exec(causes.map(({ message }) => message).join('\n')) ?? []
  // A proxy reports with 5xx that it cannot reach the host.
  if (proxyStatus !== undefined) return Number(proxyStatus) < 500 ? 'proxy' : undefined
  if (codes.some((code) => certificateCode.test(code))) return 'certificate'
  // `fetch` connects to no port that belongs to another protocol.
  const isBadPort = causes.some(({ message }) => message === 'bad port')
  if (isBadPort || codes.some((code) => protocolCode.test(code))) return 'apiBase'
  const unknownHost = causes.find((cause) => 'code' in cause && cause.code === 'ENOTFOUND')
  if (!unknownHost) return undefined
  const isProxy = 'hostname' in unknownHost && unknownHost.hostname !== new URL(apiBase).hostname
  return isProxy ? 'proxy' : 'apiBase'
}

/** The project itself, or one of its collections. */
const projectPath = /^projects\/\d+\/(\w+\/)?(\?|$)/

/** The setting by which something else than the API responds; undefined for a response of the API. */
export function settingOfStatus(status: number, body: unknown, path: string): Setting | undefined {
  if (status === 407) return 'proxy'
  if (status < 400) return 'apiBase'
  // The API can be down, or busy.
  if (status >= 500 || [408, 425, 429].includes(status)) return undefined
  if (isApiErrorBody(body)) return status === 404 && projectPath.test(path) ? 'projectId' : undefined
  const isPage = typeof body === 'string' && body.trimStart().startsWith('<')
  return isPage || status === 404 || status === 405 ? 'apiBase' : undefined
}
