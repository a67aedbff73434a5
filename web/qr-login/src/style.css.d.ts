/** Put in by the build, as text. */
declare const text: string;
export default text;
