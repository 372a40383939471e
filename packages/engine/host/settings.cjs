'use strict'

const path = require('node:path')

/** Nightwatch's settings for one participant. */
module.exports = ({ capabilities, driverPort, globals }, hooks) => ({
  output: false,
  output_folder: false,
  silent: true,
  disable_output_boxes: true,
  disable_colors: true,
  screenshots: { enabled: false },
  custom_commands_path: [path.join(__dirname, 'commands')],
  persist_globals: true,
  // The hook waits for the participant's start, which may be an hour away.
  globals: { ...globals, ...hooks, asyncHookTimeout: 2 ** 31 - 1 },
  test_settings: { default: {} },
  desiredCapabilities: capabilities,
  webdriver: {
    start_process: false,
    host: '127.0.0.1',
    port: driverPort,
    default_path_prefix: '',
    // A command may take as long as the participant: its timeout ends both.
    timeout_options: { timeout: 2 ** 31 - 1, retry_attempts: 0 },
  },
})
