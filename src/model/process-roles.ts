/** What a process of the service does. By default one process fulfils all roles; on PostgreSQL several processes can share them. */
export const ROLES = ['ingest', 'grouper', 'web', 'jobs'] as const
export type Role = (typeof ROLES)[number]

/** Roles that one process at a time fulfils, while the others of that role stand by. */
export const LEADING_ROLES = ['grouper', 'jobs'] as const satisfies readonly Role[]
export type LeadingRole = (typeof LEADING_ROLES)[number]
