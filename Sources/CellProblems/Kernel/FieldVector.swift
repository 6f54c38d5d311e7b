internal import NumericalMethods

/// The values of a field on the nodes, in memory that vector instructions and FFTW like.
///
/// A class because it owns memory that several threads write at disjoint places.
@safe
final class FieldVector: @unchecked Sendable {
  /// The number of values.
  let count: Int

  /// The values, shape [components, grid shape], flat.
  let pointer: UnsafeMutablePointer<Double>

  /// Creates a field of zeros.
  init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Double>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe pointer = memory.bindMemory(to: Double.self, capacity: max(count, 1))
    unsafe pointer.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { unsafe pointer.deallocate() }

  /// The values as an array.
  var values: [Double] {
    unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
  }

  /// Sets all values.
  func assign(_ values: [Double]) {
    precondition(values.count == count, "as many values as the field has")
    for (index, value) in values.enumerated() { unsafe pointer[index] = value }
  }
}

extension WorkTeam {
  /// The scalar product of two fields, summed in the order of the shares.
  func dot(_ left: FieldVector, _ right: FieldVector) -> Double {
    let parts = ShareSums(width: 1)
    forEachShare { share in
      let range = Self.range(of: share, in: left.count)
      var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      var index = range.lowerBound
      while index + 16 <= range.upperBound {
        unsafe a.addProduct(left.lanes(index), right.lanes(index))
        unsafe b.addProduct(left.lanes(index + 8), right.lanes(index + 8))
        index += 16
      }
      var sum = (a + b).sum()
      while index < range.upperBound {
        unsafe sum += left.pointer[index] * right.pointer[index]
        index += 1
      }
      parts.add(sum, share, 0)
    }
    return parts.totals[0]
  }

  /// One step of conjugate gradients: solution += α direction, residual −= α image; the image is
  /// then overwritten by the residual, to be preconditioned.
  func advance(
    _ solution: FieldVector, _ residual: FieldVector, by factor: Double,
    along direction: FieldVector,
    image: FieldVector
  ) {
    forEachShare { share in
      for index in Self.range(of: share, in: solution.count) {
        unsafe solution.pointer[index] += factor * direction.pointer[index]
        let rest = unsafe residual.pointer[index] - factor * image.pointer[index]
        unsafe residual.pointer[index] = rest
        unsafe image.pointer[index] = rest
      }
    }
  }

  /// target += factor · field.
  func add(_ factor: Double, _ field: FieldVector, to target: FieldVector) {
    forEachShare { share in
      for index in Self.range(of: share, in: field.count) {
        unsafe target.pointer[index] += factor * field.pointer[index]
      }
    }
  }

  /// Changes the sign of a field and copies the result.
  func negate(_ field: FieldVector, copyingTo copy: FieldVector) {
    forEachShare { share in
      for index in Self.range(of: share, in: field.count) {
        let value = unsafe -field.pointer[index]
        unsafe field.pointer[index] = value
        unsafe copy.pointer[index] = value
      }
    }
  }

  /// direction = correction + β direction.
  func turn(_ direction: FieldVector, towards correction: FieldVector, keeping factor: Double) {
    forEachShare { share in
      for index in Self.range(of: share, in: direction.count) {
        unsafe direction.pointer[index] =
          correction.pointer[index] + factor * direction.pointer[index]
      }
    }
  }
}

extension FieldVector {
  /// Sets the values on both ends of some axes to zero.
  func clearEnds(of held: [Bool], on nodes: VoxelGrid) {
    for (axis, isHeld) in held.enumerated() where isHeld {
      let extent = nodes.shape[axis]
      let stride = nodes.shape[(axis + 1)...].reduce(1, *)
      for block in 0..<count / (extent * stride) {
        for end in [0, extent - 1] {
          unsafe (pointer + (block * extent + end) * stride).update(repeating: 0, count: stride)
        }
      }
    }
  }

  /// Eight successive values.
  @inline(__always)
  @unsafe fileprivate func lanes(_ index: Int) -> SIMD8<Double> {
    unsafe UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Double>.self)
  }
}

/// Sums that every share forms for itself, added in the order of the shares.
@safe
final class ShareSums: @unchecked Sendable {
  private let width: Int
  private let pointer: UnsafeMutablePointer<Double>
  private static let stride = 64

  /// Creates zeros.
  init(width: Int) {
    precondition(width <= Self.stride, "a share has room for so many sums")
    self.width = width
    unsafe pointer = .allocate(capacity: WorkTeam.shares * Self.stride)
    unsafe pointer.initialize(repeating: 0, count: WorkTeam.shares * Self.stride)
  }

  deinit { unsafe pointer.deallocate() }

  /// Adds to a sum of a share.
  func add(_ value: Double, _ share: Int, _ column: Int) {
    unsafe pointer[share * Self.stride + column] += value
  }

  /// The sums over all shares, shape [width].
  var totals: [Double] {
    (0..<width).map { column in
      (0..<WorkTeam.shares).reduce(0) { sum, share in
        unsafe sum + pointer[share * Self.stride + column]
      }
    }
  }
}
