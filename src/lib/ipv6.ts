/** The first groups (16 bits each) of an IPv6 address, as hexadecimal numbers: `2001:db8::1`, 4 → `2001:db8:0:0`. */
export const networkOf = (address: string, groups: number): string => {
  const [start = [], end = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - start.length - end.length }, () => '0')
  return [...start, ...zeros, ...end].slice(0, groups).join(':')
}
