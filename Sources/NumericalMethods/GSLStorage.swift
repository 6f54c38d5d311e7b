@unsafe @preconcurrency internal import CGSL

/// The library's error handling.
enum GSLErrors {
  /// Switched off once, so that a numerical failure is a status to look at and never an abort.
  private static let switchedOff: Void = { _ = unsafe gsl_set_error_handler_off() }()

  /// Makes sure that the library reports failures by status.
  static func reportByStatus() { switchedOff }
}

/// A vector that the library can work on, shape [n].
@safe
struct GSLVector: ~Copyable {
  /// The library's vector, owned by this value.
  let pointer: UnsafeMutablePointer<gsl_vector>

  /// Creates a vector with the given values.
  ///
  /// - Precondition: at least one value.
  init(_ values: [Double]) {
    guard let created = unsafe gsl_vector_alloc(values.count) else {
      preconditionFailure("no memory for a vector of \(values.count) numbers")
    }
    unsafe pointer = created
    for (index, value) in values.enumerated() { unsafe gsl_vector_set(pointer, index, value) }
  }

  /// Creates a vector of zeros.
  init(count: Int) { self.init(Array(repeating: 0, count: count)) }

  deinit { unsafe gsl_vector_free(pointer) }

  /// The values, shape [n].
  var values: [Double] {
    let pointer = unsafe pointer
    return unsafe (0..<pointer.pointee.size).map { unsafe gsl_vector_get(pointer, $0) }
  }
}

/// A matrix that the library can work on, shape [m, n].
@safe
struct GSLMatrix: ~Copyable {
  /// The library's matrix, owned by this value.
  let pointer: UnsafeMutablePointer<gsl_matrix>

  /// Creates a matrix from its elements, row by row.
  ///
  /// - Precondition: at least one row and one column.
  init(_ elements: [Double], columns: Int) {
    let rows = elements.count / columns
    guard let created = unsafe gsl_matrix_alloc(rows, columns) else {
      preconditionFailure("no memory for a matrix of \(elements.count) numbers")
    }
    unsafe pointer = created
    for (index, element) in elements.enumerated() {
      unsafe gsl_matrix_set(pointer, index / columns, index % columns, element)
    }
  }

  /// Creates a square matrix of zeros.
  init(zeros size: Int) { self.init(Array(repeating: 0, count: size * size), columns: size) }

  deinit { unsafe gsl_matrix_free(pointer) }

  /// The elements, row by row, shape [m, n].
  var elements: [Double] {
    let pointer = unsafe pointer
    let columns = unsafe pointer.pointee.size2
    return unsafe (0..<(pointer.pointee.size1 * columns)).map {
      unsafe gsl_matrix_get(pointer, $0 / columns, $0 % columns)
    }
  }
}
