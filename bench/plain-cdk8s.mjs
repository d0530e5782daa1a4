// What plain cdk8s does with the same objects: an ApiObject each, a chart per unit, App.synth.
import { readFileSync } from "node:fs";
import { ApiObject, App, Chart } from "cdk8s";

const [input, outdir] = process.argv.slice(2);
const app = new App({ outdir });
const charts = new Map();
let count = 0;
for (const { chart, object } of JSON.parse(readFileSync(input, "utf8"))) {
  if (!charts.has(chart)) charts.set(chart, new Chart(app, chart));
  new ApiObject(charts.get(chart), `o${count++}`, object);
}
app.synth();
