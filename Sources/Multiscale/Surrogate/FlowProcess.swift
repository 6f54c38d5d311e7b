internal import Foundation
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// What has been learned of the flows of one kind: a Gaussian process for each coefficient.
struct FlowProcess: Sendable {
  /// The invariants of the kind.
  let kind: [Double]

  /// The number of the kind in its run, which names the sources of interpolation errors.
  private let number: Int

  /// The samples of this run.
  private(set) var samples: [FlowSample] = []

  /// Answers from a database, whose errors are not told apart.
  private var known: [FlowSample] = []

  /// The rate whose reduced rate is 1, somewhat above all so far, in [1/time].
  private var fastest = 0.0

  /// How often the reduced rate was given another meaning.
  private var scalings = 0

  /// The processes of the coefficients; nil after new data.
  private var fitted: [ScalarProcess]?

  private var processes: [ScalarProcess] { fitted ?? [] }

  /// How many coefficients there are.
  private let coefficients: Int

  /// Nothing known yet about flows like one.
  init(like frame: FlowFrame, number: Int) {
    kind = frame.kind
    coefficients = frame.tensors.count
    self.number = number
  }

  /// The rate of the fastest flow that there is data of, in [1/time].
  var fastestSample: Double? { (samples + known).map(\.rate).max() }

  /// Whether there is anything to predict from.
  var isEmpty: Bool { samples.isEmpty && known.isEmpty }

  /// The reduced rate r = asinh(20 γ̇/γ̇_max)/asinh 20: of fast flows their logarithm counts, of
  /// slow ones the rate itself.
  func reducedRate(_ rate: Double) -> Double {
    fastest > 0 ? asinh(Self.resolution * rate / fastest) / asinh(Self.resolution) : 0
  }

  private static let resolution = 20.0

  /// Makes sure that a rate is among those that can be predicted.
  ///
  /// With room for more: where flows become faster step by step, few steps change the meaning of the
  /// reduced rate, with which the sources of interpolation errors get new names.
  mutating func cover(_ rate: Double) {
    guard rate > fastest else { return }
    fastest = 1.5 * rate
    scalings += 1
    fitted = nil
  }

  /// Adds what a database knows.
  mutating func recall(_ sample: FlowSample) {
    cover(sample.rate)
    known.append(sample)
    fitted = nil
  }

  /// Adds an answer of this run and tells its place; an answer under the same load, of which it is the
  /// continuation, makes way for it.
  mutating func learn(_ sample: FlowSample) -> Int {
    cover(sample.rate)
    fitted = nil
    if let place = samples.firstIndex(where: { ($0.rate / sample.rate - 1).magnitude < 1e-9 }) {
      samples[place] = sample
      return place
    }
    samples.append(sample)
    return samples.count - 1
  }

  /// Fits all processes, where there are new data.
  ///
  /// - Throws: `LinearAlgebraError` where data are not finite.
  mutating func update() throws(LinearAlgebraError) {
    guard fitted == nil, !isEmpty else { return }
    var processes: [ScalarProcess] = []
    for index in 0..<coefficients {
      var sums = ProcessSums()
      for sample in known {
        if let datum = datum(sample, index) { sums.add(datum) }
      }
      let data = samples.compactMap { datum($0, index) }
      guard sums.count + data.count > 0 else { break }
      processes.append(try ScalarProcess(data, knowing: sums.count > 0 ? sums : nil))
    }
    fitted = processes
  }

  /// A sample as a datum about one coefficient; nil where it says nothing about it.
  ///
  /// An error far below a billionth of the value is as good as that.
  private func datum(_ sample: FlowSample, _ index: Int) -> ScalarProcess.Datum? {
    let reduced = reducedRate(sample.rate)
    let factor = FlowFrame.factor(index, rate: sample.rate, reduced: reduced)
    guard factor > 0, index < sample.components.count else { return nil }
    let value = sample.components[index] / factor
    let least = 1e-9 * (sample.components.map(\.magnitude).max() ?? 0) / factor
    return ScalarProcess.Datum(
      features: CosineBasis.values(at: reduced), value: value,
      variance: max(sample.variances[index] / (factor * factor), least * least, 1e-300))
  }
}

extension FlowProcess {
  /// The stress of a flow with its error, or nil where nothing is known of one of its coefficients.
  ///
  /// - Precondition: the process is up to date and covers the rate.
  func prediction(in frame: FlowFrame) -> Estimate<CauchyStress>? {
    guard processes.count >= frame.tensors.count else { return nil }
    let reduced = reducedRate(frame.rate)
    let features = CosineBasis.values(at: reduced)
    var value = Tensor3.zero
    var errors = ErrorCollection()
    var effectiveSamples = Double.infinity
    for (index, tensor) in frame.tensors.enumerated() {
      let prediction = processes[index].prediction(features)
      let unit = FlowFrame.factor(index, rate: frame.rate, reduced: reduced) * tensor
      value += prediction.value * unit
      for (direction, amplitude) in prediction.interpolation.enumerated() {
        errors.add(amplitude * unit, from: interpolation(index, direction))
      }
      let used = samples.filter { datum($0, index) != nil }
      for (weight, sample) in zip(prediction.weights, used) {
        let factor = FlowFrame.factor(
          index, rate: sample.rate, reduced: reducedRate(sample.rate))
        for error in sample.errors {
          errors.add(weight / factor * error.amplitudes[index] * unit, from: error.source)
        }
      }
      if index == min(1, frame.tensors.count - 1) {
        effectiveSamples = Self.worth(prediction.weights, used.map(\.effectiveSamples))
      }
    }
    var answer = Estimate(
      CauchyStress(value), errors: errors.list, effectiveSamples: effectiveSamples,
      verdict: .sound, cost: .zero)
    answer.origin = .surrogate
    return answer
  }

  /// The independent samples behind a weighted mean, (Σ w)²/Σ w²/n.
  private static func worth(_ weights: [Double], _ samples: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    let squares = zip(weights, samples).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
    return squares > 0 ? sum * sum / squares : .infinity
  }

  /// One of the sources that make up what is not known between data.
  private func interpolation(_ tensor: Int, _ direction: Int) -> ErrorSource {
    ErrorSource(
      sample: Self.firstSource - 1000 * number - scalings, direction: 100 * tensor + direction,
      degreesOfFreedom: .infinity)
  }

  /// Below the numbers of all samples.
  private static let firstSource = -1_000_000_000

  /// How far the answers of this run lie from what the others predict of them, in standard deviations:
  /// the coefficient along the rate of deformation, the viscosity.
  var leaveOneOut: [Double] { processes.count > 1 ? processes[1].leaveOneOut : [] }

  /// How the viscosity changes with the rate, as far as is known.
  var parameters: ProcessParameters? { processes.count > 1 ? processes[1].parameters : nil }

  /// The covariances of the predicted stresses along given directions, shape [loads, loads].
  func covariances(_ frames: [FlowFrame], along directions: [Tensor3]) -> [[Double]] {
    var total = frames.map { _ in frames.map { _ in 0.0 } }
    let features = frames.map { CosineBasis.values(at: reducedRate($0.rate)) }
    for (index, process) in processes.enumerated() {
      let gains = zip(frames, directions).map { frame, direction in
        guard index < frame.tensors.count else { return 0.0 }
        let factor = FlowFrame.factor(index, rate: frame.rate, reduced: reducedRate(frame.rate))
        return factor * frame.tensors[index].doubleContraction(direction)
      }
      guard gains.contains(where: { $0 != 0 }) else { continue }
      let covariances = process.covariances(features)
      for row in frames.indices {
        for column in frames.indices {
          total[row][column] += gains[row] * gains[column] * covariances[row][column]
        }
      }
    }
    return total
  }
}

/// Sources of error with their amplitudes, each once, in the order in which they are met.
private struct ErrorCollection {
  private var places: [ErrorSource: Int] = [:]
  private var sources: [ErrorSource] = []
  private var amplitudes: [Tensor3] = []

  mutating func add(_ amplitude: Tensor3, from source: ErrorSource) {
    if let place = places[source] {
      amplitudes[place] += amplitude
    } else {
      places[source] = sources.count
      sources.append(source)
      amplitudes.append(amplitude)
    }
  }

  var list: [SamplingError<CauchyStress>] {
    zip(sources, amplitudes).map { SamplingError(source: $0, amplitude: CauchyStress($1)) }
  }
}
