/**
 * What the official Python client 1.3.0 knows: the values of its enumerations, and its metric paths. These lists are
 * independent of those of `core`, so that a value that is lost there is missed here.
 */
export const enumerationValues: Readonly<Record<string, string>> = {
  artifact: 'audio downloads screenshot video',
  assert_status: 'fail pass skipped',
  audio_feed: '128kbps default dtmf -20db -30db -50db silence visqol-speech',
  aws_status: 'clearing failed inactive initializing pending ready',
  browser: 'chromeLatest firefoxLatest',
  compute_unit: 'g0.5 g1 g2 g4 g6 g8 g12',
  cu_usage_status: 'run-active reported payment-failed paid void',
  file_type: 'run_script run-ssl-certificate ssl-certificate test_script',
  increment_strategy: 'linear linear_group random random_group',
  language: 'java javascript python',
  location:
    'ap-east-1 ap-northeast-1 ap-northeast-2 ap-southeast-2 ap-south-1 eu-central-1 eu-west-1 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-2',
  member_role: 'administrator developer visitor',
  metric_key:
    '1st 25th 50th 5th 75th 95th 99th actions audio available avg bitrate bytes codec connections cpu errors fps frameHeight frameWidth in jitter jitterBuffer level machine max min network out packets packetsLost percent ram rstddev rtt stddev timeExecution total used video webrtc {name} mos e-model visqol',
  metric_status: 'available calculating calculation-error calculation-timeout none requested',
  mos_algorithm: 'visqol e-model',
  network:
    '100packet 10packet 20packet 3g 4g 50packet 5packet asymmetric default edge gprs hsdpa jitter latency satellite',
  node_status: 'failed pending running stopped terminating',
  operator: 'eq gt gte lt lte neq regex',
  payment_plan: 'enterprise monthly single_basic single_pro yearly',
  payment_status: 'cancelled declined draft processing skip_renewal success vat_invalid',
  property:
    'audio_feed browser compute_unit group_name group_num location media_type network participant_name participant_num video_feed',
  result_status: 'aborted fail pass timeout',
  run_status:
    'aborted aws-error collecting-results db-error done initializing insufficient-resources no-users pending running server-error stopping timeout-exceeded waiting-results',
  test_duration: '15m 1h 24h 2h 45m 4h 8h',
  test_mode: 'load performance session-record',
  video_feed:
    '1080p 1080p-15fps 1080p-30fps 1080p-5fps 1080p-marked-center 1080p-marked-top-left 1080p-meeting 1080p-meeting-clean 240p 240p-15fps 240p-30fps 240p-5fps 240p-marked-top-left 240p-meeting 360p 360p-15fps 360p-30fps 360p-5fps 360p-marked-top-left 360p-meeting 480p 480p-15fps 480p-30fps 480p-5fps 480p-marked-top-left 480p-meeting 720p 720p-15fps 720p-30fps 720p-5fps 720p-marked 720p-marked-top-left 720p-meeting default',
}

/** The last segments of metric paths, and the base paths that have them. None for the base path itself. */
export const metricBasesByAggregates: Readonly<Record<string, string>> = {
  '': 'actions/timeExecution/{name} webrtc/audio/codec/in webrtc/audio/codec/out webrtc/audio/connections/in webrtc/audio/connections/out webrtc/video/codec/in webrtc/video/codec/out webrtc/video/connections/in webrtc/video/connections/out',
  total:
    'machine/cpu/available machine/network/bytes/in machine/network/bytes/out machine/network/errors/in machine/network/errors/out machine/ram/available webrtc/audio/bytes/in webrtc/audio/bytes/out webrtc/video/bytes/in webrtc/video/bytes/out',
  'avg max stddev 1st 5th 25th 50th 75th 95th 99th': 'machine/cpu/percent machine/ram/percent',
  'avg max stddev rstddev 1st 5th 25th 50th 75th 95th 99th':
    'machine/cpu/used machine/ram/used webrtc/audio/jitter/in webrtc/audio/jitter/out webrtc/audio/jitterBuffer webrtc/audio/level/in webrtc/audio/level/out webrtc/audio/rtt webrtc/video/fps/in webrtc/video/fps/out webrtc/video/jitter/in webrtc/video/jitter/out webrtc/video/jitterBuffer webrtc/video/rtt',
  'avg min max stddev rstddev 1st 5th 25th 50th 75th 95th 99th':
    'machine/network/bitrate/in machine/network/bitrate/out webrtc/audio/bitrate/in webrtc/audio/bitrate/out webrtc/video/bitrate/in webrtc/video/bitrate/out webrtc/video/frameHeight/in webrtc/video/frameHeight/out webrtc/video/frameWidth/in webrtc/video/frameWidth/out',
  'avg max total stddev rstddev 1st 5th 25th 50th 75th 95th 99th':
    'machine/network/packets/in machine/network/packets/out webrtc/audio/packets/in webrtc/audio/packets/out webrtc/video/packets/in webrtc/video/packets/out',
  percent: 'machine/network/packetsLost/in machine/network/packetsLost/out',
  avg: 'mos/audio/e-model',
  'total percent':
    'webrtc/audio/packetsLost/in webrtc/audio/packetsLost/out webrtc/video/packetsLost/in webrtc/video/packetsLost/out',
}
