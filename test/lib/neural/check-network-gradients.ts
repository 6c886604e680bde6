import assert from "node:assert/strict";
import type { TensorFlow } from "cartwright/device";
import { type Network, variablesOf, type WeightTensor } from "cartwright/neural";
import { Random } from "cartwright/random";

/** The same weights, normal with this deviation also where training starts from 0. */
export function busy(weights: ReadonlyMap<string, WeightTensor>, scale: number): Map<string, WeightTensor> {
  const random = new Random(3);
  const drawn = new Map<string, WeightTensor>();
  for (const [name, { shape, data }] of weights) {
    drawn.set(name, { shape, data: data.map(() => scale * random.normal()) });
  }
  return drawn;
}

/**
 * Compares the gradient of a network's loss with central differences of a plain loss in float64, for some entries of every
 * weight, and the loss itself.
 *
 * @param tf        the tensor runtime
 * @param weights   where the gradient is taken
 * @param isTable   which of them are tables
 * @param make      the network over variables
 * @param batch     the examples
 * @param plainLoss the loss by its definition
 */
export async function checkNetworkGradients<Batch>(
  tf: TensorFlow,
  weights: ReadonlyMap<string, WeightTensor>,
  isTable: (name: string) => boolean,
  make: (parameters: ReturnType<typeof variablesOf>, tables: ReturnType<typeof variablesOf>) => Network<Batch>,
  batch: Batch,
  plainLoss: (weights: ReadonlyMap<string, WeightTensor>) => number,
): Promise<void> {
  const parameters = variablesOf(
    tf,
    [...weights].filter(([name]) => !isTable(name)),
  );
  const tables = variablesOf(
    tf,
    [...weights].filter(([name]) => isTable(name)),
  );
  const network = make(parameters, tables);
  const named = [...parameters, ...tables];
  const variables = named.map(([, variable]) => variable);
  const context = { training: true, seed: 0, rows: (): undefined => undefined };
  const { value, grads } = tf.engine().gradients(() => network.loss(batch, context), variables);
  const [loss] = await value.data();
  assert.ok(Math.abs(loss! - plainLoss(weights)) < 1e-5, `loss ${loss} against ${plainLoss(weights)}`);
  for (const [n, [name]] of named.entries()) {
    const slopes = await grads[n]!.data();
    const { shape, data } = weights.get(name)!;
    for (let at = 0; at < data.length; at += Math.max(1, Math.floor(data.length / 7))) {
      const [above, below] = [1e-5, -1e-5].map((step) => {
        const moved = Float64Array.from(data); // a step of 1e-5 would drown in float32
        moved[at]! += step;
        return plainLoss(new Map([...weights, [name, { shape, data: moved as unknown as Float32Array }]]));
      });
      const slope = (above! - below!) / 2e-5;
      assert.ok(Math.abs(slopes[at]! - slope) < 1e-5, `${name}[${at}]: ${slopes[at]} against ${slope}`);
    }
  }
  tf.dispose([value, ...grads, ...variables]);
}
