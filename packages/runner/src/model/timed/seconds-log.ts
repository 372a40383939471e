/** The logs with values of metrics per second, other than those of the script. */
export const secondsLogs = ['webrtc', 'rru', 'browser'] as const

export type SecondsLog = (typeof secondsLogs)[number]
