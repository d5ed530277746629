/** Whether a running service has grouped all that it has stored, so that feeds and pages show it. `url`: of the service, without a slash at its end. */
export const isGrouped = async (url: string): Promise<boolean> =>
  /^polywire_log_lag_rows 0$/m.test(await (await fetch(`${url}/metrics`)).text())
