import { type Classificator, classificators as known, mediaTypes, metricPaths } from '@loadero-test/core'

export const staticMetricPaths: readonly string[] = [...metricPaths, 'actions/timeExecution/{name}']

/** Values that the service still lists but no longer accepts. */
const retired: Readonly<Record<string, readonly string[]>> = {
  media_type: mediaTypes,
  property: ['media_type'],
}

/** The values of the service's enumerations, by type. */
export const classificatorRows: Readonly<Record<string, readonly Classificator[]>> = Object.fromEntries(
  Object.entries<readonly string[]>(known).map(([classificator, values]) => [
    classificator,
    values.map((value) => ({
      classificator,
      value,
      // Display names and descriptions are unknown, so the name is the value.
      name: value,
      description: '',
      disabled: retired[classificator]?.includes(value) ?? false,
    })),
  ]),
)

export const staticTypes: readonly string[] = Object.keys(classificatorRows)
