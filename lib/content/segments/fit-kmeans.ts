import { DenseMatrix } from "../../linalg";
import { threadCount } from "../../parallel";
import { Random } from "../../random";
import { type PackedPoints, plainKMeansSetup } from "./kmeans-kernel";
import { KMeansModel } from "./kmeans-model";
import { type KMeansOptions, type KMeansSettings, kMeansSettings } from "./kmeans-options";
import { drawStart } from "./kmeans-start";
import type { KMeansSetup } from "./kmeans-task";
import { KMeansTeam } from "./kmeans-team";
import { wasmKMeansFits, wasmKMeansSetup } from "./kmeans-wasm-kernel";
import { Lloyd } from "./lloyd";
import { columnMeans, columnVariances, type Points, requirePoints, squaredDistance } from "./points";

/**
 * k-means clustering: k centres c that make the inertia Σ ‖x - c(x)‖² small, where c(x) is the centre nearest to x. It
 * starts by k-means++ and then repeats two steps, Lloyd's algorithm, neither of which can raise the inertia: every point
 * goes to its nearest centre (the first among equals), every centre to the mean of its points. What it comes to is a
 * local minimum that depends on the start; `restarts` tries several.
 *
 * A cluster left without points takes the point that lies furthest from its own centre. Columns weigh by their spread:
 * scale them first (`preprocessing`). Sparse profiles with many columns are best made short first: {@link densePoints}.
 *
 * The mean is taken off before distances are computed as ‖x‖² - 2x·c + ‖c‖² in float32, sums and the inertia are float64,
 * points are summed in blocks of a fixed size: one seed has one answer on every machine, whichever kernel runs, on any
 * number of threads.
 *
 * @param points             [n × d], finite
 * @param options            how many clusters, and how
 * @param options.k          number of clusters, 1 to n
 * @param options.iterations most rounds, 300 unless given
 * @param options.tolerance  stop when Σ ‖centre moved‖² is at most this times the mean variance of the columns, 1e-4
 *                           unless given; 0 goes on until no point changes its cluster
 * @param options.trials     draws per centre at the start, 1 to 8; 8 unless given
 * @param options.restarts   starts, of which the best is kept; 1 unless given
 * @param options.start      [k × d] centres to begin with, in place of k-means++
 * @param options.seed       1 unless given
 * @param options.kernel     "auto" unless given
 * @param options.threads    one for each core, where the work is worth their start, unless given
 * @param options.onProgress hears of every round, with the inertia before it
 * @param options.signal     ends the work
 * @returns centres, labels, sizes and inertia; the labels belong to the centres
 * @throws ShapeError when start has another shape; ValueError when k is larger than n, a coordinate is NaN or infinite or an option is out of range; the signal's
 *         reason when it is aborted
 * @source Arthur & Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007; Lloyd, "Least Squares
 *         Quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982
 */
export async function fitKMeans(points: Points, options: KMeansOptions): Promise<KMeansModel> {
  requirePoints("points", points);
  const settings = kMeansSettings(options, points);
  const means = columnMeans(points);
  const packed = centred(points, means);
  const variances = columnVariances(points, means);
  const enough = (settings.tolerance * variances.reduce((sum, value) => sum + value, 0)) / points.columns;
  const threads = threadsFor(packed, settings.k, options.threads);
  options.signal?.throwIfAborted();
  const team = new KMeansTeam(setupFor(packed, settings, threads), threads, options.signal);
  try {
    let best: KMeansModel | undefined;
    for (let restart = 0; restart < settings.restarts; restart++) {
      const centres =
        options.start === undefined
          ? await drawnCentres(team, packed, settings, restart)
          : centred(options.start, means).data;
      const run = new Lloyd(team, packed, settings, centres);
      const { iterations, converged } = await run.toRest(enough, options);
      const model = described(points, means, run, iterations, converged);
      if (best === undefined || model.inertia < best.inertia) best = model;
    }
    return best!;
  } finally {
    await team.close();
  }
}

/** The points without their mean, as float32: small numbers lose less when squared. */
function centred({ rows, columns, data }: Points, means: Float64Array): PackedPoints {
  const packed = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let j = 0; j < columns; j++, at++) packed[at] = data[at]! - means[j]!;
  }
  return { count: rows, columns, data: packed };
}

/** Multiply-and-add pairs that take about as long as a thread needs to start, and the rounds that most fits need. */
const WORTH_THREADS = 3e8;
const USUAL_ROUNDS = 20;

/** As many as wanted, else one where the work is done before others have started. */
function threadsFor({ count, columns }: PackedPoints, k: number, wanted: number | undefined): number {
  return wanted === undefined && USUAL_ROUNDS * count * columns * k < WORTH_THREADS ? 1 : threadCount(wanted);
}

function setupFor(points: PackedPoints, { k, kernel }: KMeansSettings, threads: number): KMeansSetup {
  const { count, columns } = points;
  const wasm = kernel === "wasm" || (kernel === "auto" && wasmKMeansFits(count, columns, k, threads));
  return (wasm ? wasmKMeansSetup : plainKMeansSetup)(points, k, threads);
}

/** The points that k-means++ draws. */
async function drawnCentres(
  team: KMeansTeam,
  { columns, data }: PackedPoints,
  { k, trials, seed }: KMeansSettings,
  restart: number,
): Promise<Float32Array> {
  const random = new Random(seed).split(`k-means ${restart}`);
  const centres = new Float32Array(k * columns);
  (await drawStart(team, k, trials, random)).forEach((point, centre) => {
    centres.set(data.subarray(point * columns, (point + 1) * columns), centre * columns);
  });
  return centres;
}

/** The outcome in the points' own coordinates, with the inertia in float64. */
function described(
  points: Points,
  means: Float64Array,
  { centres, labels }: Lloyd,
  iterations: number,
  converged: boolean,
): KMeansModel {
  const k = centres.length / points.columns;
  const own = DenseMatrix.generate(k, points.columns, (centre, j) => centres[centre * points.columns + j]! + means[j]!);
  const sizes = new Uint32Array(k);
  let inertia = 0;
  for (let point = 0; point < points.rows; point++) {
    const label = labels[point]!;
    sizes[label]!++;
    inertia += squaredDistance(points, point, own, label);
  }
  return new KMeansModel(own, labels.slice(), sizes, inertia, iterations, converged);
}
