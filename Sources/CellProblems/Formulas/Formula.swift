internal import Foundation

/// A real function of position written as people write it: `2 + 1.8 * sin(2*pi*x)`.
///
/// Numbers, `+ - * / ^`, parentheses, `pi`, the variables `x y z`, the functions `sin cos tan exp
/// log sqrt abs tanh` of one argument and `min max` of two or more. Powers bind from the right and
/// before a sign: −x^2 is −(x²). Nothing else can be called, so a deck cannot run code.
public struct Formula: Sendable, Equatable {
  /// The formula as written.
  public let text: String

  /// The program of a stack machine.
  private let steps: [FormulaStep]

  /// The largest number of values on the stack.
  private let depth: Int

  /// Reads a formula.
  ///
  /// - Throws: `FormulaError` naming the first character that makes no sense.
  public init(_ text: String) throws(FormulaError) {
    var parser = FormulaParser(text)
    steps = try parser.formula()
    self.text = text
    depth = parser.depth
  }

  /// The value at a point; not finite where the formula has no value.
  public func callAsFunction(_ x: Double, _ y: Double, _ z: Double = 0) -> Double {
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: depth + 1) { stack in
      var top = -1
      for step in steps {
        switch step {
        case .number(let value):
          top += 1
          unsafe stack[top] = value
        case .variable(let axis):
          top += 1
          unsafe stack[top] = axis == 0 ? x : axis == 1 ? y : z
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
  case sin, cos, tan, exp, log, sqrt, abs, tanh

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
