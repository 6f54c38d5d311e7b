import NumericalMethods
import Statistics
import Testing

@Suite("A current without the one it is coupled to")
struct ResidualCurrentTests {
  private let own = ExponentialDecays.liquid
  private let other = ExponentialDecays(
    modes: [.init(variance: 4, time: 0.3)], interval: ExponentialDecays.liquid.interval)

  /// J = X + 2.5 I with independent X and I: the coupling is 2.5, and what is left is X but for (β − 2.5)²
  /// of the power of I. Over K ordinates Var β is S_X/(2 K S_I).
  @Test("has the power that is left, and tells the coupling")
  func coupling() throws {
    var stream = RandomStream(StreamName(seed: 9, purpose: "residual current"))
    let free = own.sequences(24, lasting: 200, &stream)
    let held = other.sequences(24, lasting: 200, &stream)
    let currents = zip(free, held).map { zip($0, $1).map { $0 + 2.5 * $1 } }
    let limit = 0.1
    let found = try ResidualCurrent(
      of: currents, without: held, interval: own.interval, upTo: limit)
    let ordinates = 24 * limit * 200
    let ratio = own.sampledIntegral / other.sampledIntegral
    let error = (ratio / (2 * ordinates)).squareRoot()
    #expect((found.coupling - 2.5).magnitude < 3.5 * error)
    let estimate = try AutocorrelationIntegral(
      PowerSpectrum(of: found.sequences, interval: own.interval))
    #expect((estimate.value - own.sampledIntegral).magnitude < 3.5 * estimate.standardError)
    #expect(estimate.standardError < 0.1 * own.sampledIntegral)
    let coupled = try AutocorrelationIntegral(PowerSpectrum(of: currents, interval: own.interval))
    #expect(coupled.value > 2 * own.sampledIntegral)
  }

  @Test("is the current itself where the other one is constant")
  func constant() throws {
    var stream = RandomStream(StreamName(seed: 10, purpose: "residual current"))
    let free = own.sequences(2, lasting: 50, &stream)
    let still = free.map { $0.map { _ in 1.0 } }
    let found = try ResidualCurrent(
      of: free, without: still, interval: own.interval, upTo: 0.1)
    #expect(found.coupling == 0 && found.sequences == free)
  }

  @Test("refuses sequences of different shapes")
  func shapes() {
    #expect(throws: StatisticsError.differentShapes) {
      try ResidualCurrent(
        of: [[1, 2, 3]], without: [[1, 2]], interval: 0.1, upTo: 1)
    }
  }
}
