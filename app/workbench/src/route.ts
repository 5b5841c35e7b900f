// Where the page is: `#/view?name=value`. It lies in the fragment, so that no server's log sees what was asked.
import { signal } from "@preact/signals";

export const VIEWS = ["decide", "time", "map", "picture", "catalog", "rules", "log"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  readonly view: View;
  readonly params: URLSearchParams;
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const view = VIEWS.find((one) => one === path) ?? "decide";
  return { view, params: new URLSearchParams(query) };
}

export const route = signal(read());
addEventListener("hashchange", () => {
  route.value = read();
});

/** The link of a view. */
export function link(view: View, params: Readonly<Record<string, string>> | URLSearchParams = {}): string {
  const query = new URLSearchParams(params).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

/** Say where the page is now, without a step in the history. */
export function restate(view: View, params: Readonly<Record<string, string>> | URLSearchParams): void {
  history.replaceState(null, "", link(view, params));
  route.value = read();
}
