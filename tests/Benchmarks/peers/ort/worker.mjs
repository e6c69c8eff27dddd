// ONNX Runtime as a peer of turns.py: answers lines of JSON on standard input with lines of JSON on standard output.
//
//     node worker.mjs PACKAGES THREADS     PACKAGES: the folder that onnxruntime-node and protobufjs were installed in
//
//     { "prepare": case }                  -> { "remarks": [...] }
//     { "turn": rounds }                   -> { "seconds": { form: median } }
//     { "keep": [form, ...] }              -> {}

import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { formsOf } from "./forms.mjs";
import { ModelWriter } from "./model.mjs";
import { largestError, normal } from "./tensors.mjs";

// Largest error allowed in a result of about 1: tells the right mask from the wrong one.
const TOLERANCE = 1e-4;

const [packages, threads] = process.argv.slice(2);
const load = createRequire(path.resolve(packages, "package.json"));
const ort = load("onnxruntime-node");
const writer = new ModelWriter(load("protobufjs"));

let running = new Map();

async function prepare(test) {
  running = new Map();
  const problem = {
    case: test,
    q: normal(test.heads * test.queries * test.dim, 3),
    k: normal(test.key_heads * test.keys * test.dim, 5),
    v: normal(test.key_heads * test.keys * test.dim, 7),
  };
  const remarks = [];
  for (const [name, form] of Object.entries(formsOf(problem))) {
    try {
      const run = await compile(form);
      const error = largestError(problem, (await run()).o.data, form.isRowsFirst);
      if (!(error <= TOLERANCE)) throw new Error(`off by ${error.toPrecision(2)}; the form computes another mask`);
      running.set(name, run);
    } catch (refusal) {
      remarks.push(`ONNX Runtime refuses '${name}': ${refusal.message.split("\n")[0]}`);
    }
  }
  return { remarks };
}

// A call that computes a form. Outputs go to memory that stays the same, so that no call allocates or copies any.
async function compile({ nodes, inputs, outputs }) {
  const session = await ort.InferenceSession.create(writer.write(nodes, inputs, outputs), {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
  const feeds = tensors(inputs);
  const fetches = tensors(outputs);
  return () => session.run(feeds, fetches);
}

function tensors(values) {
  return Object.fromEntries(Object.entries(values).map(([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)]));
}

async function turn(rounds) {
  const samples = new Map([...running.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of running) {
      const start = performance.now();
      await run();
      samples.get(name).push((performance.now() - start) / 1e3);
    }
  }
  return { seconds: Object.fromEntries([...samples].map(([name, seconds]) => [name, median(seconds)])) };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function answer(request) {
  if (request.prepare) return prepare(request.prepare);
  if (request.turn) return turn(request.turn);
  running = new Map([...running].filter(([name]) => request.keep.includes(name)));
  return {};
}

console.log(JSON.stringify({ version: ort.env.versions.node }));
for await (const line of readline.createInterface({ input: process.stdin })) console.log(JSON.stringify(await answer(JSON.parse(line))));
