@unsafe @preconcurrency internal import CGSL

/// The minimum of a function of few variables without derivatives.
///
/// - SeeAlso: Nelder & Mead, *Comput. J.* **7**, 308 (1965),
///   <https://doi.org/10.1093/comjnl/7.4.308>.
public struct SimplexMinimum: Sendable, Equatable {
  /// Where the function is least, shape [n].
  public let place: [Double]

  /// The least value found.
  public let value: Double

  /// Whether the simplex shrank to the tolerance.
  public let isConverged: Bool

  /// Looks for the minimum.
  ///
  /// - Parameters:
  ///   - start: where the search begins, shape [n].
  ///   - steps: the extent of the first simplex along each variable, shape [n].
  ///   - tolerance: the size of the simplex, as a mean distance from its centre, at which to stop.
  ///   - iterations: the most iterations.
  ///   - function: the function; where it is not finite the simplex turns away.
  /// - Precondition: at least one variable, and one step for each.
  public init(
    from start: [Double], steps: [Double], tolerance: Double, iterations: Int,
    of function: ([Double]) -> Double
  ) {
    precondition(!start.isEmpty && start.count == steps.count, "one step for each variable")
    GSLErrors.reportByStatus()
    let origin = GSLVector(start)
    let extent = GSLVector(steps)
    (place, value, isConverged) = withoutActuallyEscaping(function) { function in
      let context = FunctionContext(function)
      return withExtendedLifetime(context) {
        Self.search(origin, extent, tolerance, iterations, context)
      }
    }
  }

  private static func search(
    _ origin: borrowing GSLVector, _ extent: borrowing GSLVector, _ tolerance: Double,
    _ iterations: Int, _ context: FunctionContext
  ) -> ([Double], Double, Bool) {
    var target = unsafe gsl_multimin_function(
      f: { point, context in
        guard let point = unsafe point, let context = unsafe context else { return .infinity }
        let values = unsafe (0..<point.pointee.size).map { unsafe gsl_vector_get(point, $0) }
        let function = unsafe Unmanaged<FunctionContext>.fromOpaque(context)
        let value = unsafe function.takeUnretainedValue().function(values)
        return value.isFinite ? value : .greatestFiniteMagnitude
      },
      n: origin.values.count, params: Unmanaged.passUnretained(context).toOpaque())
    let minimizer = unsafe gsl_multimin_fminimizer_alloc(
      gsl_multimin_fminimizer_nmsimplex2, target.n)
    defer { unsafe gsl_multimin_fminimizer_free(minimizer) }
    var status = unsafe gsl_multimin_fminimizer_set(
      minimizer, &target, origin.pointer, extent.pointer)
    var isConverged = false
    for _ in 0..<iterations where Int(status) == GSL_SUCCESS && !isConverged {
      status = unsafe gsl_multimin_fminimizer_iterate(minimizer)
      let size = unsafe gsl_multimin_fminimizer_size(minimizer)
      isConverged = Int(gsl_multimin_test_size(size, tolerance)) == GSL_SUCCESS
    }
    let place = unsafe gsl_multimin_fminimizer_x(minimizer)
    let values = unsafe (0..<target.n).map { unsafe gsl_vector_get(place, $0) }
    return (values, unsafe gsl_multimin_fminimizer_minimum(minimizer), isConverged)
  }
}

/// A Swift function as the library's functions carry it along.
private final class FunctionContext {
  let function: ([Double]) -> Double

  init(_ function: @escaping ([Double]) -> Double) { self.function = function }
}
