/** The schemas of the API's bodies and the filters of its lists, for a description of the API. */
export {
  assertFilters,
  fileFilters,
  type FilterTable,
  groupFilters,
  participantFilters,
  preconditionFilters,
  resultFilters,
  runFilters,
  runParticipantFilters,
  testFilters,
} from './resources/filters.js'
export { assertInput, assertSchema, preconditionInput, preconditionSchema } from './types/assert.js'
export { classificatorSchema } from './types/classificator.js'
export { fileInput, fileSchema } from './types/file.js'
export { groupInput, groupSchema } from './types/group.js'
export type { ValueSchemas } from './types/input.js'
export { metricsSchema } from './types/metrics.js'
export { pageSchema, paginationSchema } from './types/page.js'
export { participantInput, participantSchema } from './types/participant.js'
export { projectSchema } from './types/project.js'
export { resultAssertSchema, resultSchema } from './types/result.js'
export { runParticipantSchema, runSchema } from './types/run.js'
export { statisticsSchema } from './types/statistics.js'
export { testInput, testSchema } from './types/test.js'
export { timeSchema } from './types/wire.js'
