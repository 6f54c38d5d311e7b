/// The shapes that nodal values take within the voxels of one row, and the forces that belong
/// to them.
///
/// Within a voxel a field is multilinear, u = Σ_m u_m Π_{a ∈ m} x_a with the coordinates x_a
/// counted from the centre in voxels, and m runs over the subsets of the axes, written as bits.
/// Sums and differences of the corner values give 2^(d−|m|) u_m. Strengths stand in rows along the
/// fastest axis, so that every step is a loop over vectors. Definition.
@safe
final class ModeRows {
  /// Voxels of a row.
  let length: Int

  /// The number of dimensions.
  let dimension: Int

  /// From row to row; a row has room for one value before its first and several after its last.
  let stride: Int

  /// The components of the field.
  let components: Int

  private let corners: UnsafeMutablePointer<Double>
  private let modes: UnsafeMutablePointer<Double>

  /// Reserves the rows.
  init(grid: VoxelGrid, components: Int) {
    dimension = grid.dimension
    length = grid.shape[dimension - 1]
    self.components = components
    stride = 8 + (length + 1 + 7) / 8 * 8
    unsafe corners = Self.zeros((1 << (dimension - 1)) * stride)
    unsafe modes = Self.zeros(components * (1 << dimension) * stride)
  }

  deinit {
    unsafe corners.deallocate()
    unsafe modes.deallocate()
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * count, alignment: 64)
    let pointer = unsafe memory.bindMemory(to: Double.self, capacity: count)
    unsafe pointer.initialize(repeating: 0, count: count)
    return unsafe pointer
  }

  /// The row of a mode of a component, its first value aligned.
  @inline(__always)
  @unsafe func mode(_ component: Int, _ mask: Int) -> UnsafeMutablePointer<Double> {
    unsafe modes + (component << dimension + mask) * stride + 8
  }

  @inline(__always)
  private func corner(_ bits: Int) -> UnsafeMutablePointer<Double> {
    unsafe corners + bits * stride + 8
  }

  /// Turns the nodal rows around a row of voxels into modes.
  ///
  /// - Parameters:
  ///   - field: the values of the component.
  ///   - rows: where the nodal rows at the corners begin, those at the upper end of the first axis
  ///     in the odd places; the first 2^(d−1) count.
  @unsafe func gather(
    _ component: Int, from field: UnsafeMutablePointer<Double>, rows: SIMD4<Int>
  ) {
    let half = 1 << (dimension - 1)
    if dimension == 2 {
      let (low, high, sum, difference) = unsafe (
        field + rows[0], field + rows[1], corner(0), corner(1)
      )
      for index in 0..<length {
        unsafe sum[index] = low[index] + high[index]
        unsafe difference[index] = high[index] - low[index]
      }
    } else {
      unsafe gatherSquare(field, rows)
    }
    for bits in 0..<half {
      let row = unsafe corner(bits)
      unsafe row[length] = row[0]
      let (sum, difference) = unsafe (mode(component, bits), mode(component, bits | half))
      for index in 0..<length {
        let (left, right) = unsafe (row[index], row[index &+ 1])
        unsafe sum[index] = left + right
        unsafe difference[index] = right - left
      }
    }
  }

  @unsafe private func gatherSquare(_ field: UnsafeMutablePointer<Double>, _ rows: SIMD4<Int>) {
    let (r00, r10) = unsafe (field + rows[0], field + rows[1])
    let (r01, r11) = unsafe (field + rows[2], field + rows[3])
    let (c0, c1, c2, c3) = unsafe (corner(0), corner(1), corner(2), corner(3))
    for index in 0..<length {
      let (a, b, c, d) = unsafe (r00[index], r10[index], r01[index], r11[index])
      let (low, high, lowStep, highStep) = (a + b, c + d, b - a, d - c)
      unsafe c0[index] = low + high
      unsafe c1[index] = lowStep + highStep
      unsafe c2[index] = high - low
      unsafe c3[index] = highStep - lowStep
    }
  }

  /// Adds the forces of the modes of a row of voxels to the nodal rows at its corners; rows that
  /// belong to another share are negative.
  @unsafe func scatter(
    _ component: Int, to field: UnsafeMutablePointer<Double>, rows: SIMD4<Int>
  ) {
    let half = 1 << (dimension - 1)
    for bits in 0..<half {
      let row = unsafe corner(bits)
      let (sum, difference) = unsafe (mode(component, bits), mode(component, bits | half))
      unsafe sum[-1] = sum[length &- 1]
      unsafe difference[-1] = difference[length &- 1]
      if bits == 0 {  // a constant shape has no force
        for index in 0..<length {
          unsafe row[index] = difference[index &- 1] - difference[index]
        }
      } else {
        for index in 0..<length {
          unsafe row[index] =
            (sum[index] + sum[index &- 1]) + (difference[index &- 1] - difference[index])
        }
      }
    }
    for place in 0..<half where rows[place] >= 0 {
      unsafe add(to: field + rows[place], place)
    }
  }

  /// Adds the corner rows to the nodal row at a place, each with the sign its differences have.
  @unsafe private func add(to row: UnsafeMutablePointer<Double>, _ place: Int) {
    func sign(_ bits: Int) -> Double {
      (~place & bits).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1
    }
    let (c0, c1) = unsafe (corner(0), corner(1))
    let f1 = sign(1)
    guard dimension == 3 else {
      for index in 0..<length { unsafe row[index] += c0[index] + f1 * c1[index] }
      return
    }
    let (c2, c3) = unsafe (corner(2), corner(3))
    let (f2, f3) = (sign(2), sign(3))
    for index in 0..<length {
      unsafe row[index] += (c0[index] + f1 * c1[index]) + (f2 * c2[index] + f3 * c3[index])
    }
  }
}
