"use strict";

// Draws the charts from the numbers beside them.
function draw(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const highest = Math.max(1, ...data.series.flatMap(one => one.points.map(point => point.y)));
  new Chartist.LineChart(
    figure.querySelector(".plot"),
    { series: data.series.map((one, index) => ({ name: one.name, className: "series-" + index, data: one.points })) },
    {
      axisX: { type: Chartist.AutoScaleAxis, onlyInteger: data.x === "night", scaleMinSpace: 60 },
      axisY: { type: Chartist.AutoScaleAxis, onlyInteger: true, low: data.x === "night" ? 0 : undefined, high: highest },
      showPoint: data.series.every(one => one.points.length < 40),
      lineSmooth: false,
      chartPadding: { right: 30, bottom: 5 },
    });
}

document.querySelectorAll("figure.chart").forEach(draw);

// What is linked to must be open to be seen.
function open() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let element = target; element; element = element.parentElement) {
    if (element.tagName === "DETAILS") element.open = true;
  }
  if (target) target.scrollIntoView();
}

addEventListener("hashchange", open);
open();

// Nothing is hidden on paper that was shown on the screen.
document.addEventListener("click", async event => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    const text = button.parentElement.querySelector("code");
    getSelection().selectAllChildren(text);
    button.textContent = "Selected";
  }
});

// Lists that can be narrowed by words, which all must stand in what is left.
function narrow(field) {
  const words = field.value.toLowerCase().split(/\s+/);
  const items = Array.from(document.querySelectorAll(field.dataset.filter));
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every(word => text.includes(word));
  }
  const said = field.closest("form, div").querySelector("output");
  if (said) said.textContent = field.value.trim() ? items.filter(item => !item.hidden).length + " of " + items.length : "";
}

const fields = document.querySelectorAll("input[data-filter]");
for (const field of fields) {
  field.addEventListener("input", () => narrow(field));
  if (field.value) narrow(field);
}
