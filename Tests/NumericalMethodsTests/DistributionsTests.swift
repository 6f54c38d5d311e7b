import Foundation
import NumericalMethods
import Testing

@Suite("Distributions")
struct DistributionsTests {
  /// Table 26.10 of Abramowitz & Stegun (1964) to its printed digits; one degree of freedom is
  /// the Cauchy law, tan(0.475 π), and two are t = (2p−1)/√(2p(1−p)).
  @Test(
    "tabulates Student's t",
    arguments: [
      (0.975, 1, 12.706), (0.975, 2, 4.303), (0.975, 7, 2.365), (0.975, 30, 2.042),
      (0.995, 5, 4.032), (0.95, 10, 1.812),
    ])
  func studentTable(probability: Double, degreesOfFreedom: Double, expected: Double) {
    let quantile = StudentT.quantile(probability: probability, degreesOfFreedom: degreesOfFreedom)
    #expect(abs(quantile - expected) < 5.1e-4)
  }

  @Test("inverts Student's t for degrees of freedom that are not whole")
  func studentInverse() {
    for degreesOfFreedom in [0.7, 1.5, 3.2, 19.9, 250.5, 1e5] {
      let quantile = StudentT.quantile(probability: 0.975, degreesOfFreedom: degreesOfFreedom)
      let tail = StudentT.upperTail(quantile, degreesOfFreedom: degreesOfFreedom)
      #expect(abs(tail - 0.025) < 1e-9)
    }
  }

  @Test("tends to the normal law for many degrees of freedom", arguments: [1e9, .infinity])
  func studentLimit(degreesOfFreedom: Double) {
    let quantile = StudentT.quantile(probability: 0.975, degreesOfFreedom: degreesOfFreedom)
    #expect(abs(quantile - 1.959963984540054) < 1e-12)
    #expect(abs(NormalDistribution.upperTail(quantile) - 0.025) < 1e-14)
    #expect(abs(StudentT.upperTail(2, degreesOfFreedom: degreesOfFreedom) - 0.02275013) < 1e-8)
  }

  /// F(1, ν) is the square of Student's t, so both tails of t make one tail of F; for equal
  /// degrees of freedom the median is 1.
  @Test("relates F to Student's t")
  func fisher() {
    let tail = FisherF.upperTail(2.5 * 2.5, numerator: 1, denominator: 12)
    #expect(abs(tail - 2 * StudentT.upperTail(2.5, degreesOfFreedom: 12)) < 1e-12)
    #expect(abs(FisherF.upperTail(1, numerator: 8.5, denominator: 8.5) - 0.5) < 1e-12)
    #expect(FisherF.upperTail(-1, numerator: 3, denominator: 3) == 1)
  }

  /// χ² with two degrees of freedom is exponential, Q = exp(−x/2).
  @Test("gives the exponential law for χ² with two degrees of freedom")
  func chiSquared() {
    #expect(abs(ChiSquaredDistribution.upperTail(3, degreesOfFreedom: 2) - exp(-1.5)) < 1e-15)
    let quantile = ChiSquaredDistribution.quantile(probability: 0.3, degreesOfFreedom: 2)
    #expect(abs(quantile + 2 * log(0.7)) < 1e-12)
  }

  /// GSL's own iterations give up on a few such arguments, and stop the process.
  @Test("invert the tail for any degrees of freedom")
  func inverses() {
    for exponent in stride(from: -0.9, through: 9, by: 0.0137) {
      let freedom = pow(10, exponent)
      for probability in [1e-6, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975, 0.999, 1 - 1e-6] {
        let value = StudentT.quantile(probability: probability, degreesOfFreedom: freedom)
        let upper = StudentT.upperTail(value, degreesOfFreedom: freedom)
        #expect(abs(upper - (1 - probability)) < 1e-7 * min(probability, 1 - probability) + 1e-12)
        let sum = ChiSquaredDistribution.quantile(
          probability: probability, degreesOfFreedom: freedom)
        let above = ChiSquaredDistribution.upperTail(sum, degreesOfFreedom: freedom)
        #expect(abs(above - (1 - probability)) < 1e-7 * min(probability, 1 - probability) + 1e-12)
      }
    }
  }
}
