/** How feeds and lists name the program that wrote them. No version: an upgrade must not change a byte. */
export const GENERATOR = 'Polywire'
