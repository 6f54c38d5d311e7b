internal import FileFormats
internal import InputDeck
internal import ScaleBridge

/// Simulates the states of a case, one after the other.
struct ValidationRun {
  private let validation: ValidationCase
  private let threads: Int
  private let seed: UInt64?

  init(_ validation: ValidationCase, threads: Int, seed: UInt64?) {
    (self.validation, self.threads, self.seed) = (validation, threads, seed)
  }

  /// Measures every state as `scout micro` does.
  ///
  /// - Parameter title: names the case in the progress line.
  /// - Throws: `DeckError` for a state that cannot be simulated, `DataFileError` for a quantity
  ///   that its deck does not measure, `MicroFailure`.
  func table(title: String) async throws -> ValidationTable {
    var results: [ValidationResult] = []
    let start = ContinuousClock.now
    for (index, state) in validation.states.enumerated() {
      let deck = try validation.deck(for: state)
      // With one seed the baths would draw the same numbers, and all states err alike.
      let task = "\(title), state \(index + 1) of \(validation.states.count)"
      let measured = try await measure(
        deck, seed: (seed ?? deck.seed) + UInt64(index), task: task)
      results += try state.references.map { try result($0, of: state, measured) }
    }
    return ValidationTable(
      validation: validation, results: results, seconds: start.duration(to: .now) / .seconds(1))
  }

  /// As `scout micro` does.
  private func measure(_ deck: Deck, seed: UInt64, task: String) async throws -> any MeasuredState {
    if HeatFieldPlan.isAsked(by: deck) {
      let plan = try HeatFieldPlan(deck, seed: seed)
      return try await HeatFieldMeasurement(plan, threads: threads, task: task)
    }
    guard TransportPlan.isAsked(by: deck) else {
      let plan = try MicroPlan(deck, seed: seed)
      return try await MicroMeasurement(plan, nil, threads: threads, task: task)
    }
    let plan = try TransportPlan(deck, seed: seed)
    return try await TransportMeasurement(plan, threads: threads, task: task)
  }

  private func result(
    _ reference: ValidationCase.Reference, of state: ValidationCase.State,
    _ measurement: any MeasuredState
  ) throws -> ValidationResult {
    let quantity = MeasuredQuantity(rawValue: reference.quantity)
    guard let measured = quantity.flatMap({ measurement.value(of: $0) }) else {
      let known = MeasuredQuantity.allCases.filter { measurement.value(of: $0) != nil }
      throw DataFileError(
        file: validation.folder + "/reference.csv", found: "the quantity \(reference.quantity)",
        rule: "the deck does not measure it",
        remedy: "it measures \(known.map(\.rawValue).joined(separator: ", "))")
    }
    return ValidationResult(
      name: validation.name, state: state.words, reference: reference, measured: measured,
      agreement: validation.agreement, verdict: measurement.verdict)
  }
}
