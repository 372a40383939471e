import { type Classificator, classificators as known, mediaTypes, metricPaths } from '@loadero-test/core'

export const staticMetricPaths: readonly string[] = [...metricPaths, 'actions/timeExecution/{name}']

/** Values that are still shown, and no longer taken. */
const retired: Readonly<Record<string, readonly string[]>> = {
  media_type: mediaTypes,
  property: ['media_type'],
}

/** By type; what the service calls its enumerations. */
export const classificatorRows: Readonly<Record<string, readonly Classificator[]>> = Object.fromEntries(
  Object.entries<readonly string[]>(known).map(([classificator, values]) => [
    classificator,
    values.map((value) => ({
      classificator,
      value,
      // Display names and descriptions are known of no value: the value stands for its own name.
      name: value,
      description: '',
      disabled: retired[classificator]?.includes(value) ?? false,
    })),
  ]),
)

export const staticTypes: readonly string[] = Object.keys(classificatorRows)
