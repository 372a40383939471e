import type { StatsHistory, WebrtcLog } from './stats/webrtc-log.js'

/**
 * The log as the JSON that `chrome://webrtc-internals` downloads (Chrome 156), without the rates that its page computes
 * and without certificates. Updates also have the `time` of older versions of Chrome, which older importers show.
 */
export function writeWebrtcDump({ userAgent, userMedia, connections }: WebrtcLog): string {
  const requests = new Map<string, number>()
  // The brand and the full version, `HeadlessChrome/156.0.0.0`, are where importers look for them.
  const [, fullVersion] = /Chrome\/([\d.]+)/.exec(userAgent) ?? []
  const brandsOf = (version: string | undefined) =>
    version === undefined ? [] : [{ brand: 'Chromium', version }]
  const [platform = ''] = (fullVersion && /Windows|Mac OS X|Linux/.exec(userAgent)) || []
  return JSON.stringify({
    getUserMedia: userMedia.map((entry) => {
      const number = requests.get(entry.request) ?? requests.size
      requests.set(entry.request, number)
      // Importers find the row of an outcome by `pid`, `rid` and `request_id`; only a call has an `origin`.
      return {
        ...(entry.audio !== undefined && { audio: entry.audio }),
        ...(entry.video !== undefined && { video: entry.video }),
        ...(entry.url !== undefined && {
          origin: /^\w+:\/\/[^/]*/.exec(entry.url)?.[0] ?? entry.url,
          url: entry.url,
        }),
        ...(entry.error !== undefined && { error: entry.error, error_message: entry.errorMessage ?? '' }),
        ...(entry.streamId !== undefined && { stream_id: entry.streamId }),
        pid: 1,
        rid: 1,
        request_id: number,
        request_type: entry.kind,
        timestamp: entry.atMs,
      }
    }),
    PeerConnections: Object.fromEntries(
      [...connections].map(([id, { url, configuration, updates, stats }]) => [
        id,
        {
          pid: 1,
          rtcConfiguration: configuration,
          stats: Object.fromEntries([...stats].flatMap(([name, history]) => seriesOf(name, history))),
          updateLog: updates.map(({ atMs, type, value }) => ({
            time: new Date(atMs).toISOString(),
            type,
            value,
            timestamp: atMs,
          })),
          url,
        },
      ]),
    ),
    UserAgent: userAgent,
    UserAgentData: {
      brands: brandsOf(fullVersion?.split('.')[0]),
      fullVersionList: brandsOf(fullVersion),
      mobile: false,
      platform: platform.replace('Mac OS X', 'macOS'),
    },
  })
}

/**
 * The values of each statistic. Those that are missing between two others are null, so that all keep their place. So
 * are those at the ends of an object that keeps its time while it is read several times.
 */
function seriesOf(id: string, { type, times, columns }: StatsHistory) {
  const keepsTime = times.some((time, index) => index > 0 && time <= (times[index - 1] ?? 0))
  return [...columns, ['timestamp', times] as const].flatMap(([name, values]) => {
    const first = values.findIndex((value) => value !== undefined)
    const [startTime, endTime] = keepsTime
      ? [times[0], times.at(-1)]
      : [times[first], times[values.length - 1]]
    if (first === -1 || startTime === undefined || endTime === undefined) return []
    const series = {
      startTime: new Date(startTime).toISOString(),
      endTime: new Date(endTime).toISOString(),
      statsType: type,
      values: JSON.stringify(
        keepsTime ? Array.from(times, (_, index) => values[index]) : values.slice(first),
      ),
    }
    return [[`${id}-${name}`, series] as const]
  })
}
