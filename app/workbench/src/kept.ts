// Small choices that stay between visits: language, theme. Never a key, never a question.
const PREFIX = "chipgate.";

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null; // storage is closed to us: nothing is kept
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // as above
  }
}
