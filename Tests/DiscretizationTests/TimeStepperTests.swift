import Discretization
import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("Time stepper")
struct TimeStepperTests {
  /// Integrates du/dt = −u³ for three uncoupled unknowns to t = 1 with a Jacobian −3u² times a
  /// factor and returns the largest error against u = u₀/√(1 + 2u₀² t).
  private func errorOfCubicDecay(
    _ scheme: TimeScheme, count: Int, jacobianFactor: Double = 1
  ) throws -> Double {
    let start = [0.5, 1.0, 1.5]
    var stepper = try TimeStepper(scheme, step: 1 / Double(count), count: count)
    var states = [start]
    while !stepper.isFinished {
      let jacobian = TridiagonalSystem(
        below: [0, 0, 0], diagonal: states[0].map { -3 * jacobianFactor * $0 * $0 },
        above: [0, 0, 0])
      try stepper.advance(
        &states, rates: [states[0].map { -$0 * $0 * $0 }], jacobian: jacobian)
    }
    #expect(abs(stepper.time - 1) < 1e-12)
    return zip(states[0], start).map { abs($0 - $1 / (1 + 2 * $1 * $1).squareRoot()) }.max() ?? 0
  }

  private func observedOrder(_ scheme: TimeScheme, jacobianFactor: Double) throws -> Double {
    let coarse = try errorOfCubicDecay(scheme, count: 80, jacobianFactor: jacobianFactor)
    let fine = try errorOfCubicDecay(scheme, count: 160, jacobianFactor: jacobianFactor)
    return log2(coarse / fine)
  }

  @Test("converges with its stated order", arguments: TimeScheme.allCases)
  func convergesWithStatedOrder(scheme: TimeScheme) throws {
    let order = try observedOrder(scheme, jacobianFactor: 1)
    #expect(abs(order - Double(scheme.order)) < 0.1, "observed \(order)")
  }

  @Test(
    "keeps first order with a wrong Jacobian",
    arguments: [TimeScheme.backwardEuler, .crankNicolson])
  func wrongJacobianLeavesFirstOrder(scheme: TimeScheme) throws {
    let order = try observedOrder(scheme, jacobianFactor: 0.7)
    #expect(abs(order - 1) < 0.15, "observed \(order)")
  }

  /// One step of size h on a mode du/dt = λu multiplies it by 1 + z, 1 + z + z²/2, 1/(1 − z) and
  /// (1 + z/2)/(1 − z/2), z = λh.
  @Test("multiplies a mode of diffusion by the factor of its rule")
  func amplificationFactors() throws {
    let grid = try UniformGrid(length: 1, cells: 8, isPeriodic: true)
    let jacobian = grid.diffusion(conductivity: Array(repeating: 1, count: 8))
    let mode = grid.nodes.map { cos(2 * .pi * $0) }
    let step = 0.005
    let product = -4 * pow(sin(.pi / 8) / grid.spacing, 2) * step
    let factors: [(TimeScheme, Double)] = [
      (.forwardEuler, 1 + product), (.heun, 1 + product + product * product / 2),
      (.backwardEuler, 1 / (1 - product)),
      (.crankNicolson, (1 + product / 2) / (1 - product / 2)),
      (.dampedCrankNicolson, pow(1 - product / 2, -2)),
    ]
    for (scheme, factor) in factors {
      var stepper = try TimeStepper(scheme, step: step, count: 1)
      var states = [mode]
      while !stepper.isFinished {
        try stepper.advance(
          &states, rates: [jacobian.applied(to: states[0])], jacobian: jacobian)
      }
      for (value, start) in zip(states[0], mode) { #expect(abs(value - factor * start) < 1e-13) }
    }
  }

  @Test("opens a damped Crank–Nicolson march with four half steps")
  func dampedStart() throws {
    let jacobian = TridiagonalSystem(below: [0], diagonal: [-1], above: [0])
    var stepper = try TimeStepper(.dampedCrankNicolson, step: 0.1, count: 4)
    var states = [[1.0]]
    var times: [Double] = []
    while !stepper.isFinished {
      try stepper.advance(&states, rates: [states[0].map { -$0 }], jacobian: jacobian)
      times.append(stepper.time)
    }
    let expected = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4]
    #expect(times.count == expected.count)
    for (time, value) in zip(times, expected) { #expect(abs(time - value) < 1e-14) }
    #expect(abs(states[0][0] - pow(1.05, -4) * pow(0.95 / 1.05, 2)) < 1e-14)
  }

  @Test("names the largest stable step of an explicit rule")
  func refusesUnstableStep() throws {
    let grid = try UniformGrid(length: 1, cells: 10, isPeriodic: false)
    let jacobian = grid.diffusion(conductivity: Array(repeating: 2, count: 10))
    let limit = 0.1 * 0.1 / (2 * 2)  // Δy²/2ν
    var stable = try TimeStepper(.forwardEuler, step: limit, count: 1)
    var states = [Array(repeating: 1.0, count: 11)]
    try stable.advance(&states, rates: states, jacobian: jacobian)
    var unstable = try TimeStepper(.heun, step: 1.01 * limit, count: 1)
    let error = #expect(throws: UnstableStep.self) {
      try unstable.advance(&states, rates: states, jacobian: jacobian)
    }
    #expect(abs((error?.limit ?? 0) - limit) < 1e-12)
  }

  @Test("lets a state that appears between two stages start from rest")
  func stateAppearsBetweenStages() throws {
    let jacobian = TridiagonalSystem(below: [0], diagonal: [-1], above: [0])
    var stepper = try TimeStepper(.heun, step: 0.2, count: 1)
    var states = [[1.0]]
    try stepper.advance(&states, rates: [[1]], jacobian: jacobian)
    #expect(!stepper.isStepComplete)
    #expect(stepper.time == 0)
    states.append([0])
    try stepper.advance(&states, rates: [[1], [3]], jacobian: jacobian)
    #expect(stepper.isFinished)
    #expect(abs(states[0][0] - 1.2) < 1e-15)
    #expect(abs(states[1][0] - 0.3) < 1e-15)
  }

  @Test("rejects a step outside its domain", arguments: [0, -1, .nan, .infinity])
  func rejectsBadStep(step: Double) {
    #expect(throws: ParameterError.self) { try TimeStepper(.heun, step: step, count: 1) }
  }
}
