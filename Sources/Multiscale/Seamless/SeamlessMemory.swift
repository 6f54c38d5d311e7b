public import ScaleBridge
internal import Tensors

/// What a checkpoint holds of a law whose points keep their micro systems.
public struct SeamlessMemory<Model: MicroModel>: Codable, Sendable {
  /// A batch that has been answered.
  struct Batch: Codable, Sendable {
    let loads: [Model.Load]
    let answers: [Estimate<Model.Response>]
    let incidents: [Incident]
    /// The turns that the run had completed when it was asked.
    let turns: Int
  }

  /// All batches answered, in their order.
  var batches: [Batch] = []

  /// The micro systems, shape [points][replicas].
  var states: [[Model.State]] = []

  /// How far replicas differ.
  var scatter = ReplicaScatter()

  /// What making the first states has cost, until an answer pays for it.
  var unpaid = Cost.zero

  /// What went wrong before the batch that is being answered.
  var earlier: [Incident] = []

  /// What is known in the turn that is taken once more, by point.
  var salvaged: [Int: Estimate<Model.Response>] = [:]

  /// The stop after which that turn is taken once more.
  var stop: RunStop?
}

extension SeamlessMemory {
  /// Forgets the turn in which the run was stopped, where that has not been done: micro systems that
  /// answered stand after it, and their answers are kept aside; the others stand before it.
  mutating func takeTurnAgain(after stop: RunStop?) {
    guard let stop, (self.stop?.count ?? 0) < stop.count else { return }
    self.stop = stop
    guard let last = batches.last, last.turns >= stop.turns else { return }
    batches.removeLast()
    earlier += last.incidents
    for place in last.answers.indices where !last.answers[place].isMissing {
      salvaged[place] = last.answers[place]
    }
  }
}

/// How far the means of replicas differ from their common one, pooled over points and batches, and what
/// successive ones have in common. Definition.
struct ReplicaScatter: Codable, Sendable {
  /// Sums of products of deviations, shape [n, n], flat.
  private var products: [Double] = []
  /// The number of independent deviations.
  private(set) var degreesOfFreedom = 0.0
  /// The deviations of the last batch, shape [points][replicas][n].
  private var last: [Int: [[Double]]] = [:]
  /// Sums over components, in units of their variance, of products with those of the batch before.
  private var successive: [Double] = []

  /// Takes in the means of the replicas of a point, shape [replicas][n].
  mutating func take(_ means: [[Double]], at place: Int) {
    let width = means[0].count
    if products.isEmpty {
      products = Array(repeating: 0, count: width * width)
      successive = Array(repeating: 0, count: width)
    }
    let common = (0..<width).map { component in
      means.reduce(0) { $0 + $1[component] } / Double(means.count)
    }
    let deviations = means.map { mean in zip(mean, common).map { $0 - $1 } }
    for deviation in deviations {
      for row in 0..<width {
        for column in 0..<width {
          products[row * width + column] += deviation[row] * deviation[column]
        }
      }
    }
    for (now, before) in zip(deviations, last[place] ?? []) {
      for component in 0..<width { successive[component] += now[component] * before[component] }
    }
    last[place] = deviations
    degreesOfFreedom += Double(means.count - 1)
  }

  /// The covariance of the mean of replicas as sums over batches show it, shape [n, n], flat.
  func covariance(ofMeanOf replicas: Int) -> [Double] {
    let scale = inflation / (degreesOfFreedom * Double(replicas))
    return products.map { scale * $0 }
  }

  /// (1 + ρ)/(1 − ρ), with ρ the correlation of successive means, averaged over the components; between
  /// 1 and 20.
  private var inflation: Double {
    let width = successive.count
    let correlations = (0..<width).compactMap { component -> Double? in
      let variance = products[component * width + component]
      return variance > 0 ? successive[component] / variance : nil
    }
    guard !correlations.isEmpty else { return 1 }
    let mean = correlations.reduce(0, +) / Double(correlations.count)
    return min(20, max(1, (1 + mean) / max(1 - mean, 0.1)))
  }
}
