import { describe, expect, test } from 'vitest'
import { normalForm } from '../../src/text/normal-form.ts'
import { moneyOf } from '../../src/text/money.ts'
import { countsIn } from '../../src/text/numbers.ts'

const money = (text: string): readonly string[] => {
  const { text: normal } = normalForm(text)
  return [...moneyOf(normal, countsIn(normal))]
}

describe('a sum is one in every language', () => {
  test.each([
    '$1.5 billion',
    'US$1.5bn',
    '1.5 billion U.S. dollars',
    '15亿美元',
    '15億ドル',
    '15억 달러를',
    '1,5 Mrd. US-Dollar',
    '1,5 milliard de dollars',
    '1.500 millones de dólares',
    '1,5 bilhão de dólares',
    '1,5 miliardi di dollari',
    '1,5 miljard dollar',
    '1,5 mld dolarów',
    '1,5 miliardy dolarů',
    '1,5 milliárd dollár',
    '1,5 млрд долларов',
    '1,5 мільярда доларів',
    '١٫٥ مليار دولار أمريكي',
    '۱٫۵ میلیارد دلار',
    '1.5 ارب ڈالر',
    '1.5 अरब डॉलर',
    '১.৫ বিলিয়ন ডলার',
    '1,5 milyar dolarlık',
    '1,5 miliar dolar AS',
    'dola za Marekani bilioni 1.5',
    '1,5 tỷ USD',
    '1.5 พันล้านดอลลาร์',
    '1,5 δισ. δολάρια',
    '1.5 מיליארד דולר',
    '1.5 ቢሊዮን ዶላር',
  ])('%s', (text) => expect(money(text)).toEqual(['USD1.50e+9']))

  test.each([
    ['0,5 Md€', 'EUR5.00e+8'],
    ['5億ユーロの基金', 'EUR5.00e+8'],
    ['Rs500 crore', 'rupee5.00e+9'],
    ['500 करोड़ रुपये', 'rupee5.00e+9'],
    ['Rp1,5 triliun', 'IDR1.50e+12'],
    ['1.5万亿元', 'CNY1.50e+12'],
    ['5천억원', 'KRW5.00e+11'],
    ['R$ 500 milhões', 'BRL5.00e+8'],
    ['500 млн рублей', 'RUB5.00e+8'],
    ['C$500 million', 'CAD5.00e+8'],
  ])('%s', (text, sum) => expect(money(text)).toEqual([sum]))
})

test.each([
  '10,000 European countries',
  '500 million users',
  '$20',
  '500 million Canadian dollars',
  '500 millones de dólares canadienses',
  '54 % euro',
])('no sum of a currency, or a small one: %s', (text) => expect(money(text)).toEqual([]))
