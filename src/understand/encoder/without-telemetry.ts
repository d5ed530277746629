/**
 * Keeps onnxruntime from sending usage data to its makers and from writing a device id. The library reads the variable of the process when it is
 * loaded, and a worker thread has only a copy of the variables: call it on the main thread, before the library is loaded.
 */
export const withoutTelemetry = (): void => {
  process.env.ORT_DISABLE_TELEMETRY = '1'
}
