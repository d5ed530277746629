import { hash } from 'node:crypto'

/** 128 bits of SHA-256 as 32 hexadecimal digits: enough that no two texts of one service ever meet. */
export const shortHash = (text: string): string => hash('sha256', text, 'hex').slice(0, 32)
