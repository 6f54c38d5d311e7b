import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

extension ChannelFlow {
  /// Asks a law until the flow is finished and returns the number of batches.
  @discardableResult
  mutating func run(with law: some ShearLaw) async throws -> Int {
    var law = law
    var batches = 0
    while !isFinished {
      let responses = try await law.respond(to: loads, within: precision)
      try advance(with: responses)
      batches += 1
    }
    return batches
  }

  /// The steady flow under a law, and the number of batches it took.
  static func steady(
    _ channel: Channel, with law: some ShearLaw, until criterion: SteadyCriterion? = nil,
    relative: Double = 0.02
  ) async throws -> (flow: ChannelFlow, batches: Int) {
    var flow = try ChannelFlow(
      steady: channel, until: criterion ?? SteadyCriterion(),
      request: PrecisionRequest(fluxFraction: 0.01, relative: relative))
    let batches = try await flow.run(with: law)
    return (flow, batches)
  }

  /// The flow at the end of a march in time.
  static func transient(
    _ channel: Channel, with law: some ShearLaw, by scheme: TimeScheme, until time: Double,
    steps: Int
  ) async throws -> ChannelFlow {
    var flow = try ChannelFlow(
      transient: channel,
      by: TimeStepper(scheme, step: time / Double(steps), count: steps),
      request: PrecisionRequest(fluxFraction: 0.01, relative: 0.02))
    try await flow.run(with: law)
    return flow
  }
}

extension Channel {
  /// A channel of unit height and density.
  static func unit(
    cells: Int, boundaries: Boundaries = .wallsAtRest, forcing: Forcing = .uniform(1),
    expectedViscosity: Double = 1
  ) throws -> Channel {
    try Channel(
      height: 1, cells: cells,
      fluid: Fluid(density: 1, expectedViscosity: expectedViscosity), boundaries: boundaries,
      forcing: forcing)
  }
}

/// The largest difference of two lists in magnitude.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
  #expect(left.count == right.count)
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// A table of numbers with a first line of names, as kept beside the tests.
struct Fixture {
  let rows: [[Double]]

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Fixtures"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    rows = lines.filter { !$0.hasPrefix("#") }.dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }

  func column(_ index: Int) -> [Double] { rows.map { $0[index] } }
}
