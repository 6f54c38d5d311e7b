/// A complex number in Cartesian form. Definition.
///
/// Two doubles side by side, the layout of C's `fftw_complex`.
@frozen
public struct Complex: Sendable, Hashable, Codable {
  /// The real part.
  public var real: Double

  /// The imaginary part.
  public var imaginary: Double

  /// Creates a number from its parts.
  @inlinable
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The number 0.
  public static let zero = Complex(0)

  /// The squared magnitude |z|².
  @inlinable
  public var squaredMagnitude: Double { real * real + imaginary * imaginary }

  /// The complex conjugate.
  @inlinable
  public var conjugate: Complex { Complex(real, -imaginary) }

  /// The sum of two numbers.
  @inlinable
  public static func + (left: Complex, right: Complex) -> Complex {
    Complex(left.real + right.real, left.imaginary + right.imaginary)
  }

  /// The difference of two numbers.
  @inlinable
  public static func - (left: Complex, right: Complex) -> Complex {
    Complex(left.real - right.real, left.imaginary - right.imaginary)
  }

  /// The product of two numbers.
  @inlinable
  public static func * (left: Complex, right: Complex) -> Complex {
    Complex(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }

  /// The multiple of a number.
  @inlinable
  public static func * (factor: Double, number: Complex) -> Complex {
    Complex(factor * number.real, factor * number.imaginary)
  }
}
