// What programs beside the page say in English, found by the build (shared/tooling/messages).
declare module 'virtual:covey-foreign' {
  const sentences: readonly string[];
  export default sentences;
}
