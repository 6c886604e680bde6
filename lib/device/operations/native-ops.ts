import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

/** A tensor inside TensorFlow's C++ library. */
export interface Handle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** An attribute of a TensorFlow operation. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | number[];
}

interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  executeOp(name: string, attributes: readonly Attribute[], inputs: number[], outputs: number): Handle[];
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
}

interface NativeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { get(id: object): { id: number; values: unknown } };
  getInputTensorIds(tensors: Tensor[]): number[];
  createOutputTensor(handle: Handle): Tensor;
}

/** Numbers of TensorFlow's types in its C interface. */
export const INT16 = 5;
export const BOOL = 10;

/**
 * Calls TensorFlow's operations by name, past the tensor runtime: some have no other door, and a call costs a third.
 * What a run creates is freed when it ends, except what it hands out as a tensor.
 */
export class NativeOps {
  private readonly owned = new Set<number>();
  private readonly binding: Binding;

  constructor(private readonly backend: NativeBackend) {
    this.binding = backend.binding;
  }

  /** True where the operations run on a GPU. */
  get onGpu(): boolean {
    return this.backend.isUsingGpuDevice;
  }

  /** The handle of a tensor; the tensor keeps it. */
  of(tensor: Tensor): Handle {
    return { id: this.backend.getInputTensorIds([tensor])[0]!, shape: tensor.shape, dtype: this.binding.TF_FLOAT };
  }

  /** Runs an operation with one output. */
  op(name: string, inputs: readonly Handle[], attributes: readonly Attribute[] = this.float): Handle {
    return this.ops(name, inputs, attributes, 1)[0]!;
  }

  /** Runs an operation with several outputs. */
  ops(name: string, inputs: readonly Handle[], attributes: readonly Attribute[], outputs: number): Handle[] {
    const ids: number[] = [];
    for (const input of inputs) ids.push(input.id);
    const made = this.binding.executeOp(name, attributes, ids, outputs);
    for (const handle of made) this.owned.add(handle.id);
    return made;
  }

  /** Multiplies or adds, subtracts and so on with a number. */
  scalar(value: number): Handle {
    return this.constant([], Float32Array.of(value));
  }

  /** A tensor of given numbers. */
  constant(shape: number[], values: Float32Array | Int32Array): Handle {
    const dtype = values instanceof Int32Array ? this.binding.TF_INT32 : this.binding.TF_FLOAT;
    const id = this.binding.createTensor(shape, dtype, values);
    this.owned.add(id);
    return { id, shape, dtype };
  }

  /** Hands a result out as a tensor. */
  tensor<T extends Tensor>(handle: Handle): T {
    this.owned.delete(handle.id);
    return this.backend.createOutputTensor(handle) as T;
  }

  /** Frees a handle before the run ends. */
  free(handle: Handle): void {
    if (this.owned.delete(handle.id)) this.binding.deleteTensor(handle.id);
  }

  /** Frees everything that was not handed out. */
  end(): void {
    for (const id of this.owned) this.binding.deleteTensor(id);
    this.owned.clear();
  }

  /** The attribute `T: float32`, which most operations need and nothing more. */
  get float(): readonly Attribute[] {
    return (this.floatAttributes ??= [this.type("T", this.binding.TF_FLOAT)]);
  }
  private floatAttributes?: readonly Attribute[];

  /** An attribute that names a type. */
  type(name: string, value: number): Attribute {
    return { name, type: this.binding.TF_ATTR_TYPE, value };
  }

  /** The attributes of a change of type. */
  cast(from: number, to: number): readonly Attribute[] {
    return [this.type("SrcT", from), this.type("DstT", to)];
  }

  /** The same numbers in another shape; copies nothing. */
  reshape(handle: Handle, shape: number[]): Handle {
    const sides = this.constant([shape.length], Int32Array.from(shape));
    return this.op("Reshape", [handle, sides], [...this.float, this.type("Tshape", this.intType)]);
  }

  /** An attribute that is true or false. */
  flag(name: string, value: boolean): Attribute {
    return { name, type: this.binding.TF_ATTR_BOOL, value };
  }

  /** An attribute that is a number. */
  number(name: string, value: number): Attribute {
    return { name, type: this.binding.TF_ATTR_FLOAT, value };
  }

  /** An attribute that is a whole number. */
  integer(name: string, value: number): Attribute {
    return { name, type: this.binding.TF_ATTR_INT, value };
  }

  /** An attribute that is text. */
  text(name: string, value: string): Attribute {
    return { name, type: this.binding.TF_ATTR_STRING, value };
  }

  /** An attribute that is a shape. */
  shape(name: string, value: number[]): Attribute {
    return { name, type: this.binding.TF_ATTR_SHAPE, value };
  }

  /** Type number of float32. */
  get floatType(): number {
    return this.binding.TF_FLOAT;
  }

  /** Type number of int32. */
  get intType(): number {
    return this.binding.TF_INT32;
  }

  /** An empty TensorFlow variable, whose memory operations may write. It lasts until the run ends. */
  variable(): Handle {
    return this.op("VarHandleOp", [], [...this.floatVariable, this.shape("shape", []), ...this.nameless]);
  }

  /**
   * Lends a tensor's memory to a variable. TensorFlow copies it first where somebody else holds that memory too.
   *
   * @param variable of `variable()`
   * @param tensor   whose values are to change
   * @param alone    true when nobody else holds the tensor's data, in TensorFlow or in JavaScript: it then lets go of
   *                 them until `settle`
   */
  lend(variable: Handle, tensor: Tensor, alone: boolean): void {
    this.ops("AssignVariableOp", [variable, this.of(tensor)], this.floatVariable, 0);
    if (alone) this.binding.deleteTensor(this.backend.tensorMap.get(tensor.dataId).id);
  }

  /** What a variable holds now. */
  valueOf(variable: Handle): Handle {
    return this.op("ReadVariableOp", [variable], this.floatVariable);
  }

  private get floatVariable(): readonly Attribute[] {
    return (this.variableAttributes ??= [this.type("dtype", this.binding.TF_FLOAT)]);
  }
  private variableAttributes?: readonly Attribute[];

  /** Makes a tensor that was lent alone hold memory again. */
  settle(tensor: Tensor, handle: Handle): void {
    this.owned.delete(handle.id);
    this.backend.tensorMap.get(tensor.dataId).id = handle.id;
  }

  /** The name under which TensorFlow makes a variable that lives as long as its handle. */
  private get nameless(): readonly Attribute[] {
    return [this.text("container", ""), this.text("shared_name", "cd2c89b7-88b7-44c8-ad83-06c2a9158347")];
  }
}

/**
 * True where the current backend is the native one, and with it the door to TensorFlow's own operations.
 *
 * @param tf the tensor runtime
 */
export function isNative(tf: TensorFlow): boolean {
  return tf.getBackend() === "tensorflow";
}

/**
 * True where the native backend computes on a GPU.
 *
 * @param tf the tensor runtime
 */
export function runsOnGpu(tf: TensorFlow): boolean {
  return (tf.backend() as unknown as NativeBackend).isUsingGpuDevice === true;
}

/**
 * Runs TensorFlow's operations and frees what was made on the way.
 *
 * @param tf  the tensor runtime, on the native backend
 * @param run calls operations and returns tensors
 */
export function native<R>(tf: TensorFlow, run: (ops: NativeOps) => R): R {
  const ops = new NativeOps(tf.backend() as unknown as NativeBackend);
  try {
    return run(ops);
  } finally {
    ops.end();
  }
}
