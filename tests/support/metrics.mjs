// A strict reader of the Prometheus text format (0.0.4): what it does not understand is an error.
import assert from "node:assert/strict";

const nameForm = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;

function readLabels(text, line) {
  const labels = {};
  let rest = text;
  while (rest) {
    const match = rest.match(/^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/);
    assert.ok(match, `labels: ${line}`);
    assert.ok(!(match[1] in labels), `a label twice: ${line}`);
    labels[match[1]] = match[2].replace(/\\(["\\n])/g, (_, c) => (c === "n" ? "\n" : c));
    rest = rest.slice(match[0].length);
  }
  return labels;
}

function readNumber(text, line) {
  if (/^[+-]?Inf$|^NaN$/.test(text)) return Number(text.replace("Inf", "Infinity"));
  assert.match(text, /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/, line);
  return Number(text);
}

/** The families by name: {type, help, samples: [{name, labels, value}]}. */
export function readMetrics(text) {
  assert.ok(text.endsWith("\n"), "the last line has an end");
  const families = new Map();
  let family = null;
  for (const line of text.slice(0, -1).split("\n")) {
    const told = line.match(/^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/);
    if (told) {
      const [, what, name, value] = told;
      if (what === "HELP") {
        assert.ok(!families.has(name), `a family twice: ${name}`);
        family = { name, help: value, type: null, samples: [] };
        families.set(name, family);
      } else {
        assert.equal(family?.name, name, "TYPE follows HELP");
        assert.match(value, /^(counter|gauge|histogram)$/);
        family.type = value;
      }
      continue;
    }
    const [name] = line.match(nameForm) ?? assert.fail(`no name: ${line}`);
    const rest = line.slice(name.length).match(/^(?:\{(.*)\})? (\S+)$/) ?? assert.fail(`no sample: ${line}`);
    const base = family.type === "histogram" ? name.replace(/_(bucket|sum|count)$/, "") : name;
    assert.equal(base, family.name, "samples stand with their family");
    family.samples.push({ name, labels: readLabels(rest[1] ?? "", line), value: readNumber(rest[2], line) });
  }
  for (const one of families.values()) check(one);
  return families;
}

const keyOf = (labels) => JSON.stringify(Object.entries(labels).filter(([name]) => name !== "le").sort());

function check({ name, type, help, samples }) {
  assert.ok(type, `${name} has a type`);
  assert.ok(help.length > 10, `${name} has words`);
  assert.ok(samples.length > 0, `${name} has samples`);
  if (type === "counter") assert.match(name, /_total$/);
  const seen = new Set(samples.map((one) => one.name + JSON.stringify(one.labels)));
  assert.equal(seen.size, samples.length, `${name}: a sample twice`);
  if (type !== "histogram") return;
  for (const key of new Set(samples.map(({ labels }) => keyOf(labels)))) {
    const own = samples.filter(({ labels }) => keyOf(labels) === key);
    const buckets = own.filter((one) => one.name.endsWith("_bucket")).map(({ labels, value }) => [readNumber(labels.le, name), value]);
    assert.deepEqual(buckets, [...buckets].sort((a, b) => a[0] - b[0] || a[1] - b[1]), `${name}: buckets grow`);
    assert.ok(buckets.every(([, value], n) => n === 0 || value >= buckets[n - 1][1]), `${name}: buckets are summed up`);
    assert.equal(buckets.at(-1)[0], Infinity);
    assert.equal(own.find((one) => one.name.endsWith("_count")).value, buckets.at(-1)[1]);
    assert.ok(own.some((one) => one.name.endsWith("_sum")));
  }
}

/** One sample's value; undefined if there is none with these labels. */
export function valueOf(families, name, labels = {}) {
  const family = families.get(name.replace(/_(bucket|sum|count)$/, "")) ?? families.get(name);
  return family?.samples.find((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))?.value;
}
