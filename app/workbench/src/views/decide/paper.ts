// One answer, one page: before it is printed it is laid out as on paper, and its type shrinks until it fits.

/** What fits on A4 and on Letter, within margins of 10 mm. */
const WIDE = "190mm";
const HIGH = 255 * (96 / 25.4);
const LARGEST = 7.4;
const SMALLEST = 4.6;

/** Lays the answer out for paper whenever it is printed; gives back how to stop. */
export function onPaper(): () => void {
  addEventListener("beforeprint", fit);
  addEventListener("afterprint", back);
  return () => {
    removeEventListener("beforeprint", fit);
    removeEventListener("afterprint", back);
    back();
  };
}

function fit(): void {
  const root = document.documentElement;
  const main = document.querySelector("main")!;
  root.classList.add("paper");
  main.style.width = WIDE;
  main.style.minHeight = "0";
  for (let size = LARGEST; size >= SMALLEST; size -= 0.2) {
    root.style.fontSize = `${size}pt`;
    if (main.scrollHeight <= HIGH) break;
  }
  main.style.width = "";
}

function back(): void {
  const root = document.documentElement;
  root.classList.remove("paper");
  root.style.fontSize = "";
  document.querySelector("main")!.style.minHeight = "";
}
