internal import Foundation

/// A real function of position written as people write it: `2 + 1.8 * sin(2*pi*x)`.
///
/// Numbers, `+ - * / ^`, parentheses, `pi`, the variables (`x y z` unless others are named), the
/// functions `sin cos tan exp log sqrt abs tanh step` of one argument and `min max` of two or more;
/// step(x) is 1 from 0 on, and 0 before. Powers bind from the right and before a sign: −x^2 is
/// −(x²). Nothing else can be called, so a deck cannot run code.
public struct Formula: Sendable, Equatable {
  /// The formula as written.
  public let text: String

  /// The program of a stack machine.
  private let steps: [FormulaStep]

  /// The largest number of values on the stack.
  private let depth: Int

  /// The places of the variables that occur, in the order in which they were named.
  public let occurring: Set<Int>

  /// Reads a formula.
  ///
  /// - Parameter variables: the names of at most eight variables.
  /// - Throws: `FormulaError` naming the first character that makes no sense.
  public init(
    _ text: String, variables: [String] = ["x", "y", "z"]
  ) throws(FormulaError) {
    precondition(variables.count <= SIMD8<Double>.scalarCount, "at most eight variables")
    var parser = FormulaParser(text, variables: variables)
    steps = try parser.formula()
    self.text = text
    depth = parser.depth
    occurring = Set(
      steps.compactMap { if case .variable(let place) = $0 { place } else { nil } })
  }

  /// The value at a point; not finite where the formula has no value.
  public func callAsFunction(_ x: Double, _ y: Double, _ z: Double = 0) -> Double {
    value(SIMD8(x, y, z, 0, 0, 0, 0, 0))
  }

  /// The value for values of the variables in the order in which they were named.
  public func value(_ variables: SIMD8<Double>) -> Double {
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: depth + 1) { stack in
      var top = -1
      for step in steps {
        switch step {
        case .number(let value):
          top += 1
          unsafe stack[top] = value
        case .variable(let place):
          top += 1
          unsafe stack[top] = variables[place]
        case .negate: unsafe stack[top] = -stack[top]
        case .call(let function): unsafe stack[top] = function.value(stack[top])
        case .combine(let operation):
          top -= 1
          unsafe stack[top] = operation.value(stack[top], stack[top + 1])
        }
      }
      return unsafe stack[0]
    }
  }
}

/// One step of a formula's program.
enum FormulaStep: Sendable, Equatable {
  case number(Double)
  case variable(Int)
  case negate
  case call(FormulaFunction)
  case combine(FormulaOperation)
}

/// The functions of one argument.
enum FormulaFunction: String, Sendable, CaseIterable {
  case sin, cos, tan, exp, log, sqrt, abs, tanh, step

  func value(_ argument: Double) -> Double {
    switch self {
    case .sin: Foundation.sin(argument)
    case .cos: Foundation.cos(argument)
    case .tan: Foundation.tan(argument)
    case .exp: Foundation.exp(argument)
    case .log: Foundation.log(argument)
    case .sqrt: argument.squareRoot()
    case .abs: argument.magnitude
    case .tanh: Foundation.tanh(argument)
    case .step: argument.isNaN ? .nan : argument >= 0 ? 1 : 0
    }
  }
}

/// What joins two values.
enum FormulaOperation: Sendable {
  case add, subtract, multiply, divide, power, min, max

  func value(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: pow(left, right)
    case .min: left.isNaN || right.isNaN ? .nan : Swift.min(left, right)
    case .max: left.isNaN || right.isNaN ? .nan : Swift.max(left, right)
    }
  }
}
