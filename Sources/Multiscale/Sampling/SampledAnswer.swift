internal import NumericalMethods
internal import ScaleBridge
internal import Statistics
internal import Tensors

extension Inquiry {
  /// The answer as an estimate, its error split into independent sources.
  ///
  /// - Throws: `LinearAlgebraError` if the covariance is not finite.
  /// - Precondition: the question is answered.
  func answer(number: Int) throws -> Estimate<Model.Response> {
    guard !isQuarantined, let estimate else {
      let reason = incidents.last.map { ": \($0.failure)" } ?? ""
      return Estimate(
        missing: "the micro simulation failed again and again" + reason, cost: preparation + cost)
    }
    let count = Model.Response.componentCount
    let covariance = (0..<count).flatMap { row in
      (0..<count).map { estimate.covariance[row * estimate.componentCount + $0] }
    }
    let freedom = judged.map { estimate.degreesOfFreedom[$0] }.min() ?? .infinity
    let errors = try Model.Response.errorSources(
      ofSample: number, covariance: covariance, degreesOfFreedom: freedom)
    return Estimate(
      Model.Response(components: Array(estimate.mean[..<count])), errors: errors,
      effectiveSamples: judged.map { estimate.effectiveSamples[$0] }.min() ?? .infinity,
      verdict: verdict(on: estimate), cost: preparation + cost)
  }

  /// What converged and what looks suspicious, with numbers.
  private func verdict(on estimate: ReplicaEstimate) -> Verdict {
    let diagnostics = estimate.diagnostics
    let level = SamplingDiagnostics.significance / Double(estimate.componentCount)
    let objections: [(isRaised: Bool, flag: Verdict.Flag)] = [
      (
        isExhausted,
        .init(
          name: "budgetSpent", value: worstRatio ?? .infinity, limit: 1,
          message: "the budget was spent before the half-width met its target")
      ),
      (
        isUnsettled,
        .init(
          name: Verdict.Flag.unsettledName, value: Double(discarded), limit: 0.5 * Double(rows),
          message: unsettledReason)
      ),
      (
        diagnostics.isNonErgodic,
        .init(
          name: "nonErgodic", value: Self.least(diagnostics.ergodicityProbabilities), limit: level,
          message: "the replicas differ more than their own fluctuations explain")
      ),
      (
        diagnostics.areReplicasDependent,
        .init(
          name: "dependentReplicas", value: Self.least(diagnostics.dependenceProbabilities),
          limit: level, message: "the replicas agree better than independent ones can")
      ),
      (
        diagnostics.isDrifting,
        .init(
          name: "drifting", value: Self.least(diagnostics.driftProbabilities), limit: level,
          message: "the mean moves while it is sampled")
      ),
    ]
    let flags = objections.filter(\.isRaised).map(\.flag) + remarks
    return Verdict(
      converged: !isExhausted, stationary: !diagnostics.isDrifting && !isUnsettled,
      ergodic: !diagnostics.isNonErgodic && !diagnostics.areReplicasDependent, flags: flags)
  }

  /// What is wrong with an answer that was not completed within its budget; nil where it was.
  func shortcoming(number: Int) -> Incident? {
    guard isExhausted else { return nil }
    let ratio = worstRatio.map { "the half-width is \(Self.rounded($0)) times its target" }
    return Incident(
      question: number, load: load.components, replica: -1, attempt: 0,
      failure: isUnsettled
        ? .failedEquilibration(reason: unsettledReason)
        : .budgetSpent(reason: ratio ?? "nothing is known"),
      remedy: isUnsettled ? .quarantined : .accepted)
  }

  private var unsettledReason: String {
    "after \(rows) rows, as many as the budget allows, the means still move and nothing says that "
      + "they will come to rest; a larger budget, or a state that flows, helps"
  }

  private static func rounded(_ value: Double) -> Double { (100 * value).rounded() / 100 }

  /// What went wrong on the way.
  private var remarks: [Verdict.Flag] {
    guard !incidents.isEmpty else { return [] }
    return [
      Verdict.Flag(
        name: "retried", value: Double(incidents.count), limit: 0,
        message: "replicas failed and were tried again")
    ]
  }

  /// The smallest probability that could be told, or 0.
  private static func least(_ probabilities: [Double?]) -> Double {
    probabilities.compactMap { $0 }.min() ?? 0
  }
}

extension Componentwise {
  /// The independent sources of error that a covariance stands for.
  ///
  /// The covariance C is diagonalised, C = Σ λ_k q_k q_kᵀ, and each √λ_k q_k is one source named
  /// after the sample.
  ///
  /// - Parameter covariance: row by row, shape [n, n], flat.
  /// - Throws: `LinearAlgebraError` if the covariance is not finite.
  static func errorSources(
    ofSample number: Int, covariance: [Double], degreesOfFreedom: Double
  ) throws -> [SamplingError<Self>] {
    let eigen = try SymmetricEigen.decompose(covariance)
    let largest = eigen.values.max() ?? 0
    return eigen.values.indices.compactMap { index in
      guard eigen.values[index] > 1e-14 * largest else { return nil }
      let length = eigen.values[index].squareRoot()
      return SamplingError(
        source: ErrorSource(
          sample: number, direction: index, degreesOfFreedom: degreesOfFreedom),
        amplitude: Self(components: eigen.vectors[index].map { length * $0 }))
    }
  }
}
