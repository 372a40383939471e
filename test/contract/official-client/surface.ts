/** One method of a client that sends a request. `{…}` in its path is an id. */
export interface ClientMethod {
  readonly name: string
  readonly request: string
  /** The body by its name. Without one, the client sends an empty body. */
  readonly body?: string
  /** Whether the response is about one resource whose attributes the client reads, a page of them, or nothing. */
  readonly response: 'row' | 'page' | 'none' | 'file'
  /** The class whose attributes the client reads, if it is another one. */
  readonly reads?: string
}

/** One class of a client. */
export interface ClientClass {
  readonly name: string
  readonly methods: readonly ClientMethod[]
  /** The list that the filters belong to. */
  readonly list?: string
  /** Filters with the kinds of their values, as text: `filter_name:text`. */
  readonly filters?: string
  /** Attributes with their types, as text: `id:number mode?:test_mode`. `?` is one that can be missing. */
  readonly attributes: string
}

const P = '/projects/1'
const T = `${P}/tests/{test}`

function crud(path: string, id: string, body: string): ClientMethod[] {
  return [
    { name: 'create', request: `POST ${path}/`, body, response: 'row' },
    { name: 'read', request: `GET ${path}/{${id}}/`, response: 'row' },
    { name: 'update', request: `PUT ${path}/{${id}}/`, body, response: 'row' },
    { name: 'delete', request: `DELETE ${path}/{new ${id}}/`, response: 'none' },
  ]
}

function list(name: string, path: string, reads: string): ClientMethod {
  return { name, request: `GET ${path}/`, response: 'page', reads }
}

const settings =
  'test_mode increment_strategy start_interval_from:number start_interval_to:number ' +
  'participant_timeout_from:number participant_timeout_to:number'
const profileFilters = 'browser network location video_feed audio_feed record_audio:boolean'
const runParticipantFilters =
  'name:text num_from:number num_to:number group_name:text group_num_from:number group_num_to:number ' +
  profileFilters
const profile =
  'compute_unit:compute_unit audio_feed:audio_feed browser:browser location:location network:network ' +
  'video_feed:video_feed record_audio:boolean'
const row = 'id:number created:time updated:time'

/** The classes of the official Python client 1.3.0: what they send, and what they read in responses. */
export const pythonClient: readonly ClientClass[] = [
  {
    name: 'Project',
    methods: [
      { name: 'read', request: `GET ${P}/`, response: 'row' },
      list('tests', `${P}/tests`, 'Test'),
      list('files', `${P}/files`, 'File'),
      list('runs', `${P}/runs`, 'Run'),
    ],
    attributes:
      `${row} name:text trial_expired:boolean member_count:number account_role:text language:language ` +
      'aws_info_id:number subscription_id:number ' +
      'plan_limits.plan_duration:text plan_limits.max_test_duration:text plan_limits.included_test_duration:text ' +
      'plan_limits.max_test_cu:number plan_limits.max_monthly_cu:number ' +
      'plan_limits.included_compute_units:number plan_limits.mos_enabled:boolean ' +
      'plan_limits.locations[]:location plan_limits.compute_units[]:compute_unit plan_limits.browsers[]:browser ' +
      'plan_limits.api_access:boolean plan_limits.aws_access:boolean ' +
      'plan_limits.session_recording_access:boolean plan_limits.assert_preconditions_access:boolean ' +
      'subscription.subscription_id:number subscription.created:time subscription.updated:time ' +
      'subscription.payment_plan:payment_plan subscription.activation_date:time ' +
      'subscription.payment_status:payment_status subscription.billing_email:text ' +
      'subscription.settings.max_participant_cu:compute_unit subscription.settings.max_test_duration:test_duration ' +
      'subscription.settings.max_monthly_cu:number subscription.settings.max_test_cu:number ' +
      'subscription.settings.mos_enabled:boolean compute_unit_usage.included:number compute_unit_usage.used:number',
  },
  {
    name: 'Test',
    methods: [
      ...crud(`${P}/tests`, 'test', 'test'),
      { name: 'duplicate', request: `POST ${T}/copy/`, body: 'name', response: 'row' },
      { name: 'launch', request: `POST ${T}/runs/`, response: 'row', reads: 'Run' },
      list('groups', `${T}/groups`, 'Group'),
      list('participants', `${T}/participants`, 'Participant'),
      list('asserts', `${T}/asserts`, 'Assert'),
      list('runs', `${T}/runs`, 'Run'),
    ],
    list: `${P}/tests/`,
    filters: `name:text ${settings}`,
    attributes:
      `${row} name:text start_interval:number participant_timeout:number mode:test_mode ` +
      'increment_strategy:increment_strategy mos_test:boolean group_count?:number participant_count?:number ' +
      'script_file_id:number deleted:boolean',
  },
  {
    name: 'Script',
    methods: [{ name: 'read', request: `GET ${P}/files/{script}/`, response: 'row' }],
    attributes: 'content:text',
  },
  {
    name: 'Group',
    methods: [
      ...crud(`${T}/groups`, 'group', 'group'),
      { name: 'duplicate', request: `POST ${T}/groups/{group}/copy/`, body: 'name', response: 'row' },
      list('participants', `${T}/groups/{group}/participants`, 'Participant'),
    ],
    list: `${T}/groups/`,
    filters: 'name:text count_from:number count_to:number',
    attributes: `${row} test_id:number name:text count:number total_cu_count?:number participant_count?:number`,
  },
  {
    name: 'Participant',
    methods: [
      ...crud(`${T}/participants`, 'participant', 'participant'),
      {
        name: 'duplicate',
        request: `POST ${T}/participants/{participant}/copy/`,
        body: 'name',
        response: 'row',
      },
    ],
    list: `${T}/participants/`,
    filters: `name:text count_from:number count_to:number compute_unit has_group:boolean ${profileFilters}`,
    attributes: `${row} test_id:number group_id?:number name:text count:number ${profile}`,
  },
  {
    name: 'Assert',
    methods: [
      ...crud(`${T}/asserts`, 'assert', 'assert'),
      { name: 'duplicate', request: `POST ${T}/asserts/{assert}/copy/`, response: 'row' },
      list('preconditions', `${T}/asserts/{assert}/preconditions`, 'AssertPrecondition'),
    ],
    list: `${T}/asserts/`,
    filters: 'path:metric_path operator expected:text',
    attributes: `${row} test_id:number path:metric_path operator:operator expected:text`,
  },
  {
    name: 'AssertPrecondition',
    methods: crud(`${T}/asserts/{assert}/preconditions`, 'precondition', 'precondition'),
    list: `${T}/asserts/{assert}/preconditions/`,
    filters: 'property operator expected:text',
    attributes: `${row} assert_id:number property:property operator:operator expected:text`,
  },
  {
    name: 'Run',
    methods: [
      { name: 'create', request: `POST ${T}/runs/`, response: 'row' },
      { name: 'read', request: `GET ${P}/runs/{run}/`, response: 'row' },
      { name: 'stop', request: `POST ${T}/runs/{live run}/stop/`, response: 'none' },
      { name: 'poll', request: `GET ${P}/runs/{run}/`, response: 'row' },
      list('results', `${P}/runs/{run}/results`, 'Result'),
      list('participants', `${P}/runs/{run}/participants`, 'RunParticipant'),
    ],
    list: `${P}/runs/`,
    filters:
      `test_name:text status:run_status metric_status mos_status:metric_status mos_test:boolean ${settings} ` +
      'started_from:time started_to:time finished_from:time finished_to:time execution_started_from:time ' +
      'execution_started_to:time execution_finished_from:time execution_finished_to:time ' +
      'started:boolean finished:boolean',
    attributes:
      `${row} test_id:number status:run_status metric_status:metric_status test_mode:test_mode ` +
      'increment_strategy:increment_strategy mos_status:metric_status processing_started:time ' +
      'processing_finished:time execution_started:time execution_finished:time script_file_id:number test_name:text ' +
      'start_interval:number participant_timeout:number launching_account_id:number success_rate?:number ' +
      'total_cu_count?:number group_count?:number participant_count?:number mos_test:boolean',
  },
  {
    name: 'RunParticipant',
    methods: [
      { name: 'read', request: `GET ${P}/runs/{run}/participants/{run participant}/`, response: 'row' },
    ],
    list: `${P}/runs/{run}/participants/`,
    filters: runParticipantFilters,
    attributes:
      `${row} run_id:number participant_num:number participant_name:text group_num:number group_name:text ` +
      profile,
  },
  {
    name: 'Result',
    methods: [{ name: 'read', request: `GET ${P}/runs/{run}/results/{result}/`, response: 'row' }],
    list: `${P}/runs/{run}/results/`,
    filters:
      `${runParticipantFilters} start_from:time start_to:time end_from:time end_to:time ` +
      'status:result_status selenium_result:result_status mos_status:metric_status',
    attributes:
      `${row} start:time end:time status:result_status selenium_result:result_status mos_status:metric_status ` +
      'participant_details:object log_paths.id:number log_paths.created:time log_paths.result_id:number ' +
      'log_paths.webrtc:text log_paths.selenium:text log_paths.browser:text log_paths.rru:text ' +
      'log_paths.allure_report:text artifacts.audio.paths:list artifacts.audio.error?:text ' +
      'artifacts.downloads:object artifacts.screenshots:object artifacts.video:object ' +
      'asserts[].id:number asserts[].created:time asserts[].path:metric_path asserts[].operator:operator ' +
      'asserts[].expected:text asserts[].result_id:number asserts[].run_assert_id:number ' +
      'asserts[].message?:text asserts[].actual:text asserts[].status:assert_status ' +
      'metrics.machine.{metric}.id:number metrics.machine.{metric}.created:time ' +
      'metrics.machine.{metric}.metric_path:text metrics.machine.{metric}.data_count:number ' +
      'metrics.machine.{metric}.value?:text metrics.machine.{metric}.total:number ' +
      'metrics.machine.{metric}.minimum:number metrics.machine.{metric}.maximum:number ' +
      'metrics.machine.{metric}.average:number metrics.machine.{metric}.stddev:number ' +
      'metrics.machine.{metric}.rstddev:number ' +
      ['1st', '5th', '25th', '50th', '75th', '95th', '99th']
        .map((rank) => `metrics.machine.{metric}.perc_${rank}:number `)
        .join('') +
      'metrics.webrtc:object mos.visqol[].id:number mos.visqol[].created:time mos.visqol[].result_id:number ' +
      'mos.visqol[].algorithm:mos_algorithm mos.visqol[].score:number mos.visqol[].start:time mos.visqol[].end:time ' +
      'data_sync.result_timecards[].id:number data_sync.result_timecards[].created:time ' +
      'data_sync.result_timecards[].result_id:number data_sync.result_timecards[].name:text ' +
      'data_sync.result_timecards[].start:number data_sync.result_timecards[].end:number',
  },
  {
    name: 'File',
    methods: crud(`${P}/files`, 'file', 'file'),
    list: `${P}/files/`,
    filters: 'file_type',
    attributes: `${row} file_type:file_type content:text name:text`,
  },
  {
    name: 'URL',
    methods: [{ name: 'download', request: 'GET {log}', response: 'file' }],
    attributes: '',
  },
]
