const ASCII = /^[\x20-\x7e]*$/
const DIGIT = /\p{Nd}/u

/** Digits of other scripts as ASCII ones: ٢٤, ۲۴, २४, ๒๔. */
export const plainDigits = (text: string): string =>
  ASCII.test(text) ? text : text.replaceAll(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0x30)))

/** Unicode keeps each script's ten digits together, in order, after something that is no digit. */
const digitValue = (code: number): number => {
  for (let zero = code; zero > code - 10; zero -= 1) if (!DIGIT.test(String.fromCodePoint(zero - 1))) return code - zero
  return 0
}
