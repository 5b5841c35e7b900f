// JSON as it was written: JavaScript's own reading would round 4799.9999999999999 to 4800, and the answer would change.

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const COUNT = /^-?\d{1,15}$/;

/** Reads JSON in which every number that is not a plain count becomes a text with its digits, as the service takes it. */
export function readExactly(text: string): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') || COUNT.test(token) ? token : `"${token}"`)));
}
