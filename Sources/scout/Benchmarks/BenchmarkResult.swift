internal import Foundation
internal import MolecularDynamics

/// The throughput of a case, as `--json` prints it.
struct BenchmarkResult: Encodable {
  /// How often a case is measured.
  static let repetitions = 5

  /// The name of the case.
  let name: String
  /// The particles of all boxes.
  let particles: Int
  /// The steps of one repetition.
  let steps: Int
  /// The median wall time of a repetition, in [s].
  let seconds: Double
  /// Particles times steps over seconds.
  let particleStepsPerSecond: Double
  /// The share of the time that goes into the neighbour list, median.
  let listShare: Double
  /// The share that goes into the Ewald mesh but for its transforms, median; zero without charges.
  let meshShare: Double
  /// The share that goes into the Fourier transforms of the mesh, median.
  let transformShare: Double
  /// The slowest repetition over the fastest, less one.
  let spread: Double
  /// The threads that work.
  let threads: Int
  /// The precision of pairs.
  let precision: Arithmetic
  /// The widest vector instructions that the kernel was compiled for.
  let instructionSet: String

  /// Sums up the repetitions of a run.
  init(_ run: BenchmarkRun, steps: Int, seconds: [Double], shares: [BenchmarkShares]) {
    name = run.benchmark.name
    particles = run.particles
    self.steps = steps
    self.seconds = seconds.median
    particleStepsPerSecond = Double(particles * steps) / self.seconds
    listShare = shares.map(\.list).median
    meshShare = shares.map(\.mesh).median
    transformShare = shares.map(\.transforms).median
    spread = (seconds.max() ?? 1) / (seconds.min() ?? 1) - 1
    threads = run.threads
    precision = run.arithmetic
    instructionSet = InstructionSet.name
  }

  /// The heading of a table of results.
  static let heading =
    "case".padded(to: 23) + "precision  threads     speed      time   list   mesh    FFT  spread"

  /// What the columns of the table mean.
  static let legend = """

    speed    million particle steps per second, median of \(repetitions) repetitions
    time     nanoseconds per particle step, of all threads together
    list     share of the time spent on the neighbour list
    mesh     the same on the mesh of charges, without its transforms; the rest are pairs and motion
    FFT      the same on the Fourier transforms of the mesh
    spread   how much longer the slowest repetition took than the fastest
    kernel   compiled for \(InstructionSet.name)
    """

  /// The row in a table of results.
  var row: String {
    name.padded(to: 23) + precision.rawValue.padded(to: 11)
      + String(
        format: "%7d %9.2f %9.1f %4.0f %% %4.0f %% %4.0f %% %5.0f %%", threads,
        particleStepsPerSecond / 1e6, 1e9 / particleStepsPerSecond, 100 * listShare,
        100 * meshShare,
        100 * transformShare, 100 * spread)
  }
}

extension [Double] {
  /// The middle of an odd number of values.
  fileprivate var median: Double { sorted()[count / 2] }
}

extension String {
  /// The text with spaces behind it.
  fileprivate func padded(to width: Int) -> String {
    padding(toLength: Swift.max(width, count), withPad: " ", startingAt: 0)
  }
}
