/// A parameter outside the domain in which a model is defined.
public struct ParameterError: Error, Equatable, CustomStringConvertible {
  /// The parameter's name, as the model calls it.
  public let parameter: String

  /// What the parameter must be, completing "must be …".
  public let rule: String

  /// The value found.
  public let value: Double

  /// Creates an error.
  public init(parameter: String, rule: String, value: Double) {
    self.parameter = parameter
    self.rule = rule
    self.value = value
  }

  /// One sentence naming parameter, rule and value.
  public var description: String { "\(parameter) must be \(rule); found \(value)" }
}

extension Double {
  /// Returns a value that must be finite and positive.
  ///
  /// - Throws: `ParameterError` otherwise.
  public static func positive(_ value: Double, _ name: String) throws(ParameterError) -> Double {
    guard value.isFinite, value > 0 else {
      throw ParameterError(parameter: name, rule: "finite and positive", value: value)
    }
    return value
  }

  /// Returns a value that must be finite and not negative.
  ///
  /// - Throws: `ParameterError` otherwise.
  public static func nonNegative(_ value: Double, _ name: String) throws(ParameterError) -> Double {
    guard value.isFinite, value >= 0 else {
      throw ParameterError(parameter: name, rule: "finite and not negative", value: value)
    }
    return value
  }
}
