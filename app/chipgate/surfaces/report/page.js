"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const rows = [...document.querySelectorAll("#rows tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const found = document.getElementById("found");
  const value = (id) => document.getElementById(id)?.value ?? "";

  function fits(row, text, words, picked) {
    const { verdict, certainty, destination, day } = row.dataset;
    return (picked.verdict === "" || picked.verdict === verdict || picked.verdict === `~${certainty}`)
      && (picked.destination === "" || picked.destination === destination)
      && (picked.day === "" || picked.day === day)
      && words.every((word) => text.includes(word));
  }

  function filter() {
    const words = value("find").toLowerCase().split(/\s+/).filter(Boolean);
    const picked = { verdict: value("verdict"), destination: value("destination"), day: value("day") };
    let shown = 0;
    rows.forEach((row, n) => {
      const fit = fits(row, texts[n], words, picked);
      row.hidden = !fit;
      shown += fit;
    });
    const of = rows.length.toLocaleString("en");
    found.textContent = shown ? `${shown.toLocaleString("en")} of ${of} rows` : `None of ${of} rows`;
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
})();
