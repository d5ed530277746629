/** Makes the base of the image ahead of tests/image, where no registry has it, while other things compute: `node tests/image/make-base.ts`. */
import { findBase } from './base-image.ts'
import { findBuilder } from './build-image.ts'

const builder = await findBuilder()
const base = builder === null ? 'none of docker, podman and buildah is here' : await findBase(builder)
if (typeof base === 'string') process.stderr.write(`tests/image: no base: ${base}\n`)
else {
  process.stdout.write(`tests/image: ${base.words}\n`)
  await base.make()
}
