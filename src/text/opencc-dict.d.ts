/** Lines of OpenCC's tables: `后 後 后|…`, a character and what it may stand for. */
declare module 'opencc-js/dict/STCharacters' {
  const table: string
  export default table
}
declare module 'opencc-js/dict/TSCharacters' {
  const table: string
  export default table
}
declare module 'opencc-js/dict/JPShinjitaiCharacters' {
  const table: string
  export default table
}
