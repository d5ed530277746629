/** Preloaded into the service: a resolver whose answers about `rebind*.test` change from look-up to look-up. Other names are the system's. */
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

const allowed = { address: '127.0.0.2', family: 4 }
const forbidden = { address: '127.0.0.1', family: 4 }
const answers = {
  'rebind.test': (count) => [Math.floor(count / 2) % 2 === 0 ? allowed : forbidden],
  'rebind-late.test': (count) => [count < 3 ? allowed : forbidden],
  'rebind-both.test': () => [forbidden, allowed],
  'rebind-mapped.test': (count) => [Math.floor(count / 2) % 2 === 0 ? allowed : { address: '::ffff:127.0.0.1', family: 6 }],
}
const counts = new Map()
const system = dns.lookup
dns.lookup = (name, options, callback) => {
  const answer = answers[name.replace(/\.$/, '')]
  if (answer === undefined) return system(name, options, callback)
  const count = counts.get(name) ?? 0
  counts.set(name, count + 1)
  const found = answer(count)
  const done = callback ?? options
  if (options?.all === true) setImmediate(() => done(null, found))
  else setImmediate(() => done(null, found[0].address, found[0].family))
}
syncBuiltinESMExports()
