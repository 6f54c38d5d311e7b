import Continuum
import InputDeck
import ScaleBridge
import Testing

@Suite("The profiles of a heated slab")
struct SlabProfilesTests {
  private func value(_ value: Double, error: Double, sample: Int) -> UncertainValue {
    let source = ErrorSource(sample: sample, direction: 0, degreesOfFreedom: .infinity)
    return UncertainValue(value, errors: [SamplingError(source: source, amplitude: error)])
  }

  /// Slabs whose temperatures differ by so much, with errors of 0.3 and 0.4 that combine to 0.5.
  private func profiles(_ differences: [Double], settlingShare: Double = 0) -> SlabProfiles {
    let places = differences.enumerated().map { index, difference in
      SlabProfiles.Place(
        x: Double(index), multiscale: value(100 + difference, error: 0.3, sample: 2 * index),
        direct: value(100, error: 0.4, sample: 2 * index + 1), density: (1000, 1))
    }
    return SlabProfiles(
      places, pressure: (20, 0.1), hold: (0, 0.1), particles: 2000, settlingShare: settlingShare,
      verdict: .sound, cost: Cost(steps: 1_000_000, particleSteps: 2_000_000_000, seconds: 1))
  }

  /// 1.96 combined standard errors of 0.5 are 0.98.
  @Test("agree where temperatures differ by less than the half-width of the difference")
  func agreement() {
    let found = profiles([0, 0.97, -0.97, 0.99, -2])
    #expect(found.agreeing == 3)
    #expect(found.places.map(\.agrees) == [true, true, true, false, false])
    #expect(abs(found.largestDistance - 4) < 1e-12)
    #expect(abs(found.places[1].distance - 1.94) < 1e-12)
  }

  /// The mean square error is 16/9 of the multiscale one; what settles grows with the third power of the
  /// length, what averages with the second.
  @Test("predict what a longer slab would cost at the precision of the multiscale run")
  func cost() {
    let steps = 2e9
    #expect(abs(profiles([0, 1]).predictedCost(ofLength: 1) / (16 / 9.0 * steps) - 1) < 1e-12)
    #expect(abs(profiles([0]).predictedCost(ofLength: 10) / (1600 / 9.0 * steps) - 1) < 1e-12)
    let settled = profiles([0], settlingShare: 0.25).predictedCost(ofLength: 4)
    #expect(abs(settled / (16 * (0.75 * 16 / 9 + 0.25 * 4) * steps) - 1) < 1e-12)
  }
}
