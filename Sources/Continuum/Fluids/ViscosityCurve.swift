internal import Foundation
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// The flow curve that fits the answers of a law in simple shear best.
///
/// The form is Carreau's without second plateau where the data show thinning beyond their error,
/// a constant viscosity where they do not, and an assumed viscosity where they show none at all.
/// The error of the zero-shear viscosity follows every source of error through the linearised
/// fit, so that answers resting on one sample count once, and is enlarged by √(χ²/dof) where
/// the form fits worse than the errors allow. That of a constant includes the thinning which the
/// errors may hide.
///
/// - SeeAlso: Carreau, *Trans. Soc. Rheol.* **16**, 99 (1972), <https://doi.org/10.1122/1.549276>.
public struct ViscosityCurve: Sendable, Codable, Equatable {
  /// Which form was chosen.
  public enum Form: String, Sendable, Codable {
    /// The data hardly show a viscosity: the assumed value stands, moved into the interval of two
    /// standard errors that they allow.
    case assumed
    /// A constant.
    case newtonian
    /// Carreau's form.
    case carreau
  }

  /// Which form was chosen.
  public let form: Form

  /// The fitted fluid, with n = 1 and λ = 0 unless the form is Carreau's.
  public let fluid: CarreauFluid

  /// One standard deviation of the zero-shear viscosity, in [pressure · time]; infinite where
  /// it is assumed.
  public let standardError: Double

  /// One standard deviation of the fitted viscosity, taken that the fluid has the form.
  private let formError: Double

  /// The degrees of freedom with which the standard error is known.
  public let errorDegreesOfFreedom: Double

  /// The sum of squared deviations over their variances; zero for exact answers.
  public let chiSquared: Double

  /// The number of independent answers less the number of parameters.
  public let degreesOfFreedom: Int

  /// The viscosity at rest, in [pressure · time].
  public var zeroShearViscosity: Double { fluid.zeroShearViscosity }

  /// The half-width of the 95 % confidence interval of the zero-shear viscosity.
  public var halfWidth: Double {
    guard standardError.isFinite else { return .infinity }
    return standardError
      * StudentT.quantile(probability: 0.975, degreesOfFreedom: errorDegreesOfFreedom)
  }

  /// How many times the true viscosity may be exceeded at the rates of the answers, by two standard errors.
  var overestimate: Double {
    let share = 2 * formError / zeroShearViscosity
    return share.isFinite ? 1 / max(0.1, 1 - share) : 1
  }

  /// The curve of a constant viscosity that nobody measured.
  public init(assuming viscosity: Double) throws(ParameterError) {
    form = .assumed
    fluid = try CarreauFluid(zeroShearViscosity: viscosity, relaxationTime: 0, exponent: 1)
    (standardError, formError, errorDegreesOfFreedom) = (.infinity, .infinity, .infinity)
    (chiSquared, degreesOfFreedom) = (0, 0)
  }

  /// Fits the answers to loads of simple shear.
  ///
  /// - Throws: `ParameterError` unless the assumed viscosity is positive.
  public init(
    fitting responses: [Estimate<CauchyStress>], to loads: [VelocityGradient],
    assuming viscosity: Double
  ) throws(ParameterError) {
    let stresses = UncertainField(shearOf: responses)
    try self.init(fitting: stresses, atRates: loads.map(\.shearRate), assuming: viscosity)
  }

  /// Fits shear stresses at shear rates, shape [n] each.
  init(
    fitting stresses: UncertainField, atRates rates: [Double], assuming viscosity: Double
  ) throws(ParameterError) {
    self = try ViscosityCurve.fits(of: stresses, atRates: rates, assuming: viscosity).curve
  }

  /// The fitted curve, and the fluid with the most parameters that the answers determine, whether
  /// or not their errors warrant them.
  ///
  /// Between the rates of the answers the tangents of that fluid are free of the bias of a form
  /// chosen by noise.
  static func fits(
    of stresses: UncertainField, atRates rates: [Double], assuming viscosity: Double
  ) throws(ParameterError) -> (curve: ViscosityCurve, flexible: CarreauFluid) {
    let data = FlowCurveData(stresses, rates)
    guard let fits = data.bestFits else {
      let curve = try ViscosityCurve(assuming: data.allowed(viscosity))
      return (curve, curve.fluid)
    }
    return (try ViscosityCurve(fits.simplest, of: data), try fits.mostFlexible.fluid)
  }

  private init(_ fit: FlowCurveData.Fit, of data: FlowCurveData) throws(ParameterError) {
    form = fit.isCurved ? .carreau : .newtonian
    fluid = try fit.fluid
    let error = data.zeroShearErrorOfChoice(fit)
    formError = data.zeroShearError(of: fit).standardError
    (standardError, errorDegreesOfFreedom) = (error.standardError, error.degreesOfFreedom)
    chiSquared = data.isExact ? 0 : fit.chiSquared
    degreesOfFreedom = data.independentCount - fit.parameterCount
  }

  /// The shear rate at a shear stress of either sign, in [1/time].
  ///
  /// Newton's method for the logarithm of the rate, on which that of the stress depends
  /// monotonically with a slope that falls from 1 to n: from below it cannot overshoot.
  public func rate(atStress stress: Double) -> Double {
    guard form == .carreau, stress != 0 else { return stress / zeroShearViscosity }
    var rate = stress.magnitude / zeroShearViscosity
    for _ in 0..<100 {
      let secant = fluid.viscosity(atRate: rate)
      let excess = log(stress.magnitude / (secant * rate))
      let change = excess * secant / fluid.tangentViscosity(atRate: rate)
      rate *= exp(change)
      if change.magnitude < 1e-15 { break }
    }
    return stress < 0 ? -rate : rate
  }
}

extension FlowCurveData.Fit {
  /// The fluid of a fit.
  fileprivate var fluid: CarreauFluid {
    get throws(ParameterError) {
      try CarreauFluid(
        zeroShearViscosity: viscosity, relaxationTime: time, exponent: exponent)
    }
  }
}
