// Writes a small ONNX model. The schema is the part of onnx.proto that such a model uses, with onnx.proto's field numbers.

const SCHEMA = `
  syntax = "proto2";
  message ModelProto { optional int64 ir_version = 1; optional GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
  message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; optional string name = 2;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; optional string op_type = 4;
    repeated AttributeProto attribute = 5; optional string domain = 7;
  }
  message AttributeProto {
    optional string name = 1; optional float f = 2; optional int64 i = 3; repeated int64 ints = 8; optional int32 type = 20;
  }
  message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
  message TypeProto { optional TensorTypeProto tensor_type = 1; }
  message TensorTypeProto { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
  message TensorShapeProto { repeated DimensionProto dim = 1; }
  message DimensionProto { optional int64 dim_value = 1; }`;

// Opset 23 is the first with Attention; IR version 11 is the one that belongs to it.
const OPSET = 23;
const IR_VERSION = 11;

const ELEMENT = { float32: 1, int32: 6, bool: 9 };
const ATTRIBUTE = { float: 1, int: 2, ints: 7 };

export class ModelWriter {
  #type;

  constructor(protobuf) {
    this.#type = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType("ModelProto");
  }

  // The bytes of a model. Inputs and outputs: name -> { type, dims }; nodes: see `node`.
  write(nodes, inputs, outputs) {
    return this.#type.encode(this.#type.fromObject({
      ir_version: IR_VERSION,
      opset_import: [{ domain: "", version: OPSET }, { domain: "com.microsoft", version: 1 }],
      graph: { name: "attention", node: nodes, input: values(inputs), output: values(outputs) },
    })).finish();
  }
}

// One operator. Names are separated by spaces; "-" stands for an optional input that is left out. A type with a colon names its domain.
export function node(type, inputs, outputs, attributes = {}) {
  const [name, domain = ""] = type.split(":").reverse();
  return {
    op_type: name,
    domain,
    input: inputs.split(" ").filter(Boolean).map((input) => (input === "-" ? "" : input)),
    output: outputs.split(" "),
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  };
}

// An attribute that must be a float although its value may be whole.
export const float = (value) => ({ float: value });

function attribute(name, value) {
  if (Array.isArray(value)) return { name, type: ATTRIBUTE.ints, ints: value };
  return typeof value === "object" ? { name, type: ATTRIBUTE.float, f: value.float } : { name, type: ATTRIBUTE.int, i: value };
}

function values(tensors) {
  return Object.entries(tensors).map(([name, { type, dims }]) => ({
    name,
    type: { tensor_type: { elem_type: ELEMENT[type], shape: { dim: dims.map((size) => ({ dim_value: size })) } } },
  }));
}
