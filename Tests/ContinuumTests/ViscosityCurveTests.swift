import Continuum
import Foundation
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Viscosity curve")
struct ViscosityCurveTests {
  /// An answer with one source of error of its own.
  private func answer(_ stress: Double, error: Double, sample: Int) -> Estimate<CauchyStress> {
    let source = ErrorSource(sample: sample, direction: 0, degreesOfFreedom: .infinity)
    return Estimate(
      .shear(stress), errors: [SamplingError(source: source, amplitude: .shear(error))],
      effectiveSamples: 1, verdict: .sound, cost: .zero)
  }

  private func curve(
    _ answers: [Estimate<CauchyStress>], at rates: [Double]
  ) throws -> ViscosityCurve {
    try ViscosityCurve(
      fitting: answers, to: rates.map { .simpleShear(rate: $0) }, assuming: 7)
  }

  /// Lennard-Jones liquid near its triple point, Ferrario, Ciccotti, Holian & Ryckaert, Phys. Rev.
  /// A 44, 6936 (1991): rates 0.05 to 1, and the zero-shear viscosity 3.24 ± 0.04 from equilibrium.
  @Test("fits the Lennard-Jones liquid within its errors")
  func fitsLennardJones() throws {
    let data = try Fixture("ferrario1991_lj_sllod").rows.filter { $0[0] >= 0.05 && $0[0] <= 1 }
    let answers = data.enumerated().map { index, row in
      answer(row[0] * row[1], error: row[0] * row[2], sample: index)
    }
    let curve = try curve(answers, at: data.map { $0[0] })
    #expect(curve.form == .carreau)
    #expect(curve.degreesOfFreedom == 6)
    #expect(curve.chiSquared < 6 * 1.5)
    let error = (curve.standardError * curve.standardError + 0.04 * 0.04).squareRoot()
    #expect(abs(curve.zeroShearViscosity - 3.24) < 2 * error)
    #expect(curve.standardError < 0.08)
  }

  @Test("recovers the parameters of exact answers")
  func recoversExactParameters() throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 3, relaxationTime: 4, exponent: 0.6)
    let rates = stride(from: -1.4, through: 1.4, by: 0.2).map { $0 }
    let answers = rates.map {
      Estimate(exact: CauchyStress.shear(fluid.shearStress(atRate: $0)))
    }
    let curve = try curve(answers, at: rates)
    #expect(curve.form == .carreau)
    #expect(abs(curve.zeroShearViscosity / 3 - 1) < 1e-9)
    #expect(abs(curve.fluid.relaxationTime / 4 - 1) < 1e-8)
    #expect(abs(curve.fluid.exponent - 0.6) < 1e-9)
    #expect(curve.standardError < 1e-8)
  }

  /// A stress and the rate it belongs to, over ten decades.
  @Test("is inverted to rounding", arguments: [1e-6, 1e-3, 1, 1e3, 1e4])
  func invertsItself(rate: Double) throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 3, relaxationTime: 4, exponent: 0.3)
    let rates = [0.1, 0.5, 1, 2, 4, 8]
    let curve = try curve(
      rates.map { Estimate(exact: .shear(fluid.shearStress(atRate: $0))) }, at: rates)
    for sign in [-1.0, 1] {
      let stress = curve.fluid.shearStress(atRate: sign * rate)
      #expect(abs(curve.rate(atStress: stress) / (sign * rate) - 1) < 1e-13)
    }
  }

  /// η = Σwσγ̇/Σwγ̇² with variance 1/Σwγ̇². With a cubic term beside it the variance of the first
  /// coefficient is Σwγ̇⁶/D, D = Σwγ̇² Σwγ̇⁶ − (Σwγ̇⁴)², and the shift of that coefficient itself is added.
  @Test("is a constant where thinning is below the errors")
  func fallsBackToConstant() throws {
    let rates = [0.1, 0.2, 0.3, 0.4, 0.5]
    let noise = [0.3, -0.8, 0.5, 0.9, -0.6]
    let answers = rates.indices.map {
      answer(2 * rates[$0] + 0.1 * noise[$0], error: 0.1, sample: $0)
    }
    let curve = try curve(answers, at: rates)
    let squares = rates.reduce(0) { $0 + $1 * $1 }
    let mean = zip(rates, noise).reduce(0) { $0 + $1.0 * $1.1 } * 0.1 / squares
    #expect(curve.form == .newtonian)
    #expect(abs(curve.zeroShearViscosity - 2 - mean) < 1e-13)
    let (fourths, sixths) = (
      rates.reduce(0) { $0 + pow($1, 4) }, rates.reduce(0) { $0 + pow($1, 6) }
    )
    let determinant = squares * sixths - fourths * fourths
    let cubes = zip(rates, noise).reduce(0) { $0 + pow($1.0, 3) * $1.1 } * 0.1
    let bent = (sixths * mean * squares - fourths * cubes) / determinant
    let variance = 0.01 * sixths / determinant + (bent - mean) * (bent - mean)
    #expect(abs(curve.standardError - variance.squareRoot()) < 1e-12)
    #expect(curve.halfWidth > 1.95 * curve.standardError)
  }

  @Test("counts a mirrored answer once")
  func countsMirrorImagesOnce() throws {
    let rates = [0.5, 1.0, 1.5]
    let answers = rates.indices.map { answer(2.1 * rates[$0], error: 0.3, sample: $0) }
    let mirrored = rates.indices.map { answer(-2.1 * rates[$0], error: -0.3, sample: $0) }
    let single = try curve(answers, at: rates)
    let both = try curve(answers + mirrored, at: rates + rates.map { -$0 })
    #expect(abs(both.standardError / single.standardError - 1) < 1e-12)
    #expect(both.degreesOfFreedom == single.degreesOfFreedom)
  }

  /// With all stresses displaced by one common source of amplitude a, the error of a constant
  /// viscosity is a Σγ̇/Σγ̇², not that of independent answers.
  @Test("propagates an error that all answers share")
  func propagatesSharedError() throws {
    let rates = [1.0, 2.0, 3.0]
    let answers = rates.map { answer(2 * $0, error: 0.1, sample: 5) }
    let curve = try curve(answers, at: rates)
    #expect(abs(curve.standardError - 0.1 * 6 / 14) < 1e-13)
  }

  /// Deviations of three standard errors each: χ²/dof = 9·3/2, the error grows by its root.
  @Test("enlarges the error where the form does not fit")
  func inflatesError() throws {
    let rates = [1.0, 1.0, 1.0]
    let answers = [-1.0, 0, 1].enumerated().map {
      answer(2 + 0.1 * 3 * $0.element, error: 0.1, sample: $0.offset)
    }
    let curve = try curve(answers, at: rates)
    #expect(abs(curve.chiSquared - 18) < 1e-9)
    #expect(abs(curve.standardError - 0.1 / 3.0.squareRoot() * 3) < 1e-12)
  }

  /// The noisy pair allows 0.8 ± 2·3/√5, below the assumed 7.
  @Test("keeps the assumed viscosity as far as the answers allow")
  func keepsAssumedViscosity() throws {
    let silent = try curve([0, 0, 0].map { Estimate(exact: .shear($0)) }, at: [0, 0, 0])
    #expect(silent.form == .assumed)
    #expect(silent.zeroShearViscosity == 7)
    let negative = try curve([-1, -2].map { Estimate(exact: .shear($0)) }, at: [1, 2])
    #expect(negative.form == .assumed)
    let noisy = try curve(
      [answer(1, error: 3, sample: 0), answer(1.5, error: 3, sample: 1)], at: [1, 2])
    #expect(noisy.form == .assumed)
    #expect(noisy.standardError == .infinity)
    #expect(abs(noisy.zeroShearViscosity - (0.8 + 2 * 3 / 5.0.squareRoot())) < 1e-12)
  }

  @Test("uses a single rate for a constant")
  func singleRate() throws {
    let curve = try curve([Estimate(exact: .shear(6)), Estimate(exact: .shear(-6))], at: [2, -2])
    #expect(curve.form == .newtonian)
    #expect(abs(curve.zeroShearViscosity - 3) < 1e-15)
  }

  /// The thinning of a fluid, and how many 95 % intervals of 400 are to cover the truth.
  struct Regime: Sendable {
    var relaxationTime: Double
    var exponent: Double
    var covered: ClosedRange<Int>
    /// The largest mean standard error in units of that of a constant.
    var inflation: Double
  }

  /// 400 noisy data sets on the rates of a channel, 1 % of the largest stress. Where Carreau's form
  /// is found, the interval covers 0.95 ± 3.2·0.0109 of them; a constant that may hide thinning
  /// keeps at least that. A cubic term beside the linear one costs a factor 2.5 in the error.
  @Test(
    "covers the true zero-shear viscosity",
    arguments: [
      Regime(relaxationTime: 0, exponent: 1, covered: 380...400, inflation: 4),
      Regime(relaxationTime: 0.3, exponent: 0.7, covered: 366...400, inflation: 5),
      Regime(relaxationTime: 0.5, exponent: 0.7, covered: 360...400, inflation: 8),
      Regime(relaxationTime: 0.8, exponent: 0.7, covered: 366...400, inflation: 12),
      Regime(relaxationTime: 4, exponent: 0.6, covered: 366...394, inflation: 20),
      Regime(relaxationTime: 8, exponent: 0.6, covered: 366...394, inflation: 50),
    ])
  func coversTruth(regime: Regime) throws {
    let fluid = try CarreauFluid(
      zeroShearViscosity: 3, relaxationTime: regime.relaxationTime, exponent: regime.exponent)
    let rates = stride(from: 0.05, through: 1, by: 0.05).map { $0 }
    let error = 0.01 * fluid.shearStress(atRate: 1)
    let least = error / rates.reduce(0) { $0 + $1 * $1 }.squareRoot()
    var random = RandomStream(StreamName(seed: 3, purpose: "coverage of the flow curve"))
    var (covered, inflation) = (0, 0.0)
    for _ in 0..<400 {
      let answers = rates.enumerated().map { index, rate in
        answer(
          fluid.shearStress(atRate: rate) + error * random.normal(), error: error, sample: index)
      }
      let curve = try curve(answers, at: rates)
      if abs(curve.zeroShearViscosity - 3) < curve.halfWidth { covered += 1 }
      inflation += curve.standardError / least / 400
    }
    #expect(regime.covered.contains(covered), "covered \(covered) of 400")
    #expect(inflation < regime.inflation, "errors \(inflation) times those of a constant")
  }
}
