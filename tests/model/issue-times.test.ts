import { expect, test } from 'vitest'
import { dueOfIssue, issueName, lastDue, nextDue } from '../../src/model/issue-times.ts'

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
const brussels = (minutes: number, days: readonly number[] = EVERY_DAY) => ({ minutes, zone: 'Europe/Brussels', days })
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16)
const at = (text: string): number => Date.parse(`${text}:00Z`)

test('an issue is due at its time by the clock of its zone, in winter and in summer', () => {
  expect(iso(lastDue(brussels(450), at('2026-11-28T12:00')))).toBe('2026-11-28T06:30')
  expect(iso(lastDue(brussels(450), at('2026-07-28T12:00')))).toBe('2026-07-28T05:30')
  expect(iso(lastDue({ minutes: 450, zone: 'Asia/Kolkata', days: EVERY_DAY }, at('2026-11-28T12:00')))).toBe('2026-11-28T02:00')
})

test('at its very minute it is due, and the next one comes after', () => {
  const due = at('2026-11-28T06:30')
  expect(iso(lastDue(brussels(450), due))).toBe('2026-11-28T06:30')
  expect(iso(lastDue(brussels(450), due - 1))).toBe('2026-11-27T06:30')
  expect(iso(nextDue(brussels(450), due))).toBe('2026-11-29T06:30')
  expect(iso(nextDue(brussels(450), due - 1))).toBe('2026-11-28T06:30')
})

test('on named days only: a week lies between two Mondays', () => {
  const monday = brussels(450, [1])
  expect(iso(lastDue(monday, at('2026-11-28T12:00')))).toBe('2026-11-23T06:30')
  expect(iso(nextDue(monday, at('2026-11-28T12:00')))).toBe('2026-11-30T06:30')
  expect(iso(lastDue(monday, at('2026-11-23T06:29')))).toBe('2026-11-16T06:30')
  expect(iso(nextDue(monday, at('2026-11-23T06:30')))).toBe('2026-11-30T06:30')
})

test('the day is that of the zone, not that of UTC', () => {
  // Saturday 00:30 in Auckland is Friday noon in UTC.
  const saturday = { minutes: 30, zone: 'Pacific/Auckland', days: [6] }
  expect(iso(lastDue(saturday, at('2026-11-28T12:00')))).toBe('2026-11-27T11:30')
  const friday = { minutes: 23 * 60, zone: 'America/Los_Angeles', days: [5] }
  expect(iso(lastDue(friday, at('2026-11-28T12:00')))).toBe('2026-11-28T07:00')
})

test('in the night in which clocks go forward, a time that is never shown comes an hour later, once', () => {
  const night = brussels(150)
  expect(iso(lastDue(night, at('2027-03-28T12:00')))).toBe('2027-03-28T01:30')
  expect(iso(nextDue(night, at('2027-03-28T01:30')))).toBe('2027-03-29T00:30')
  expect(iso(lastDue(night, at('2027-03-28T01:29')))).toBe('2027-03-27T01:30')
})

test('in the night in which clocks go back, a time that is shown twice counts the first time', () => {
  const night = brussels(150)
  expect(iso(lastDue(night, at('2026-10-25T12:00')))).toBe('2026-10-25T00:30')
  expect(iso(nextDue(night, at('2026-10-25T00:30')))).toBe('2026-10-26T01:30')
})

test('a year has as many issues as days, one a day, in every zone', () => {
  for (const [zone, minutes] of [
    ['Europe/Brussels', 150],
    ['Australia/Lord_Howe', 0],
  ] as const) {
    const times = { minutes, zone, days: EVERY_DAY }
    let due = nextDue(times, at('2026-01-01T00:00') - 1)
    let issues = 0
    while (due < at('2027-01-01T00:00')) {
      const next = nextDue(times, due)
      expect(next - due).toBeGreaterThan(22 * 3_600_000)
      expect(next - due).toBeLessThan(26 * 3_600_000)
      expect(lastDue(times, next - 1)).toBe(due)
      due = next
      issues += 1
    }
    expect(issues).toBe(365)
  }
})

test('an issue has a name from which its time can be read', () => {
  const due = at('2026-11-28T06:30')
  expect(issueName(due)).toBe('2026-11-28T0630Z')
  expect(dueOfIssue(issueName(due))).toBe(due)
  for (const name of ['', '2026-11-28', '2026-13-28T0630Z', '2026-11-28T06:30Z', '2026-11-28T0660Z'])
    expect(dueOfIssue(name)).toBeNull()
})
