/** As much of it as is used here, with what `least-hashes.ts` exports; Node's own types leave it out. */
declare namespace WebAssembly {
  type LeastExports = { readonly memory: { readonly buffer: ArrayBuffer }; readonly least: (bytes: number) => void }
  const Module: new (code: Uint8Array) => object
  const Instance: new (module: object) => { readonly exports: LeastExports }
  const validate: (code: Uint8Array) => boolean
}
