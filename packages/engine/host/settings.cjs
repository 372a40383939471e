'use strict'

const path = require('node:path')

/** Nightwatch's settings for one participant; `hooks` are its global hooks and its reporter. */
function settingsFor({ capabilities, driverPort, globals }, hooks) {
  return {
    output: false,
    output_folder: false,
    silent: true,
    disable_output_boxes: true,
    disable_colors: true,
    screenshots: { enabled: false },
    custom_commands_path: [path.join(__dirname, 'commands')],
    persist_globals: true,
    // The global hook waits for the participant's turn, which may be an hour away.
    globals: { ...globals, ...hooks, asyncHookTimeout: 2 ** 31 - 1 },
    test_settings: { default: {} },
    desiredCapabilities: capabilities,
    webdriver: {
      start_process: false,
      host: '127.0.0.1',
      port: driverPort,
      default_path_prefix: '',
      timeout_options: { timeout: 60_000, retry_attempts: 0 },
    },
  }
}

module.exports = { settingsFor }
