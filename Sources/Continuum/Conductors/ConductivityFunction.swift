public import Tensors

/// A thermal conductivity as a function of temperature: a polynomial or a table. Definition.
public enum ConductivityFunction: Sendable, Codable, Equatable {
  /// Σ_n c_n (T − T₀)^n, with c_n in [conductivity/temperature^n].
  case polynomial([Double], reference: Double)

  /// Straight lines between points, constant beyond the ends; temperatures increase.
  case table(temperatures: [Double], conductivities: [Double])

  /// The same at all temperatures.
  ///
  /// - Throws: `ParameterError` unless the conductivity is finite and positive.
  public init(constant: Double) throws(ParameterError) {
    self = .polynomial([try .positive(constant, "conductivity")], reference: 0)
  }

  /// A table.
  ///
  /// - Throws: `ParameterError` unless there is one positive conductivity for each of at least two
  ///   increasing temperatures.
  public init(temperatures: [Double], conductivities: [Double]) throws(ParameterError) {
    guard temperatures.count == conductivities.count, temperatures.count > 1 else {
      throw ParameterError(
        parameter: "conductivity",
        rule: "given at as many temperatures, at least two, as there are conductivities",
        value: Double(conductivities.count))
    }
    for (lower, upper) in zip(temperatures, temperatures.dropFirst()) where !(lower < upper) {
      throw ParameterError(parameter: "temperature", rule: "increasing", value: upper)
    }
    for value in conductivities { _ = try Double.positive(value, "conductivity") }
    self = .table(temperatures: temperatures, conductivities: conductivities)
  }

  /// The conductivity at a temperature, in [energy/(length·time·temperature)].
  public func value(at temperature: Double) -> Double {
    switch self {
    case .polynomial(let coefficients, let reference):
      return coefficients.reversed().reduce(0) { $0 * (temperature - reference) + $1 }
    case .table(let temperatures, let conductivities):
      guard let upper = temperatures.firstIndex(where: { $0 > temperature }) else {
        return conductivities[conductivities.count - 1]
      }
      guard upper > 0 else { return conductivities[0] }
      let share =
        (temperature - temperatures[upper - 1]) / (temperatures[upper] - temperatures[upper - 1])
      return conductivities[upper - 1]
        + share * (conductivities[upper] - conductivities[upper - 1])
    }
  }
}
