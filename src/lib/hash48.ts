import { hash } from 'node:crypto'

/** 48 bits of SHA-256, exact in a number: equal ones are candidates for equality, and none meet by chance within one document. */
export const hash48 = (text: string): number => hash('sha256', text, 'buffer').readUIntBE(0, 6)
