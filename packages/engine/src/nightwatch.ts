/** Nightwatch's types, so that packages without Nightwatch can type scripts where the engine is installed. */
export type * from 'nightwatch'
