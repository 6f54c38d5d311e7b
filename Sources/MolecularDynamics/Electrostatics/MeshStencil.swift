internal import Tensors

/// How charges reach the points of a mesh around them: the loops of a particle mesh.
///
/// The points of a charge lie in rows along the third direction, one run of eight values each, whatever
/// the order. The order is known to the compiler where a loop is made.
struct MeshStencil {
  let spline: CardinalSpline
  let shape: SIMD3<Int>
  let rowLength: Int

  /// Adds charges to a field.
  func spread(_ places: [ChargePlace], over field: inout MutableSpan<Double>) {
    switch spline.order {
    case 4: spread(places, over: &field, order: 4)
    case 5: spread(places, over: &field, order: 5)
    case 6: spread(places, over: &field, order: 6)
    case 7: spread(places, over: &field, order: 7)
    default: spread(places, over: &field, order: 8)
    }
  }

  /// Σ ∇θ ψ over the points of each charge, per mesh spacing, from the field ψ.
  func gather(
    _ places: [ChargePlace], from field: borrowing MutableSpan<Double>,
    _ body: (ChargePlace, Vector3) -> Void
  ) {
    switch spline.order {
    case 4: gather(places, from: field, order: 4, body)
    case 5: gather(places, from: field, order: 5, body)
    case 6: gather(places, from: field, order: 6, body)
    case 7: gather(places, from: field, order: 7, body)
    default: gather(places, from: field, order: 8, body)
    }
  }
}

extension MeshStencil {
  @inline(__always)
  private func spread(
    _ places: [ChargePlace], over field: inout MutableSpan<Double>, order: Int
  ) {
    precondition(order == spline.order && field.count >= shape.x * shape.y * rowLength)
    unsafe field.withUnsafeMutableBufferPointer { field in
      guard let start = field.baseAddress else { return }
      unsafe spline.withCoefficients { weights, _ in
        unsafe withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: 2) { scratch in
          guard let along = scratch.baseAddress else { return }
          for place in places {
            let (x, y, z) = unsafe Self.sums(weights, place.behind, count: order)
            unsafe along[0] = x * place.charge
            unsafe along[1] = y
            unsafe along.withMemoryRebound(to: Double.self, capacity: 16) { along in
              unsafe forEachPlane(of: place, order, start) { i, plane in
                let factor = unsafe along[i]
                unsafe forEachRow(of: place, order, plane) { j, row in
                  let weight = unsafe SIMD8(repeating: factor * along[8 &+ j])
                  let sum = unsafe DoubleLanes(row.eight).addingProduct(
                    DoubleLanes(z), DoubleLanes(weight))
                  unsafe row.eight = sum.values
                }
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func gather(
    _ places: [ChargePlace], from field: borrowing MutableSpan<Double>, order: Int,
    _ body: (ChargePlace, Vector3) -> Void
  ) {
    precondition(order == spline.order && field.count >= shape.x * shape.y * rowLength)
    unsafe field.withUnsafeBufferPointer { field in
      guard let base = field.baseAddress else { return }
      let start = unsafe UnsafeMutablePointer(mutating: base)
      unsafe spline.withCoefficients { weights, slopes in
        unsafe withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: 4) { scratch in
          guard let along = scratch.baseAddress else { return }
          for place in places {
            let weight = unsafe Self.sums(weights, place.behind, count: order)
            let slope = unsafe Self.sums(slopes, place.behind, count: order - 1)
            unsafe along[0] = weight.0
            unsafe along[1] = weight.1
            unsafe along[2] = slope.0
            unsafe along[3] = slope.1
            var (x, y, z) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
            unsafe along.withMemoryRebound(to: Double.self, capacity: 32) { along in
              unsafe forEachPlane(of: place, order, start) { i, plane in
                var (level, tilt) = (DoubleLanes.zero, DoubleLanes.zero)
                unsafe forEachRow(of: place, order, plane) { j, row in
                  let values = unsafe DoubleLanes(row.eight)
                  unsafe level.addProduct(values, DoubleLanes(repeating: along[8 &+ j]))
                  unsafe tilt.addProduct(values, DoubleLanes(repeating: along[24 &+ j]))
                }
                let own = unsafe DoubleLanes(repeating: along[i])
                unsafe x.addProduct(level, DoubleLanes(repeating: along[16 &+ i]))
                y.addProduct(tilt, own)
                z.addProduct(level, own)
              }
            }
            let across = DoubleLanes(weight.2)
            body(
              place,
              Vector3((x * across).total, (y * across).total, (z * DoubleLanes(slope.2)).total))
          }
        }
      }
    }
  }

  /// The polynomials of the spline, or their derivatives, in three directions.
  @inline(__always)
  private static func sums(
    _ coefficients: UnsafePointer<SIMD8<Double>>, _ behind: Vector3, count: Int
  ) -> (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>) {
    let (x, y, z) = (
      DoubleLanes(repeating: behind.x), DoubleLanes(repeating: behind.y),
      DoubleLanes(repeating: behind.z)
    )
    let last = unsafe DoubleLanes(coefficients[count &- 1])
    var (alongX, alongY, alongZ) = (last, last, last)
    var power = count &- 2
    while power >= 0 {
      let next = unsafe DoubleLanes(coefficients[power])
      alongX = next.addingProduct(alongX, x)
      alongY = next.addingProduct(alongY, y)
      alongZ = next.addingProduct(alongZ, z)
      power &-= 1
    }
    return (alongX.values, alongY.values, alongZ.values)
  }

  /// The planes of mesh points across the first direction that a charge touches.
  @inline(__always)
  private func forEachPlane(
    of place: ChargePlace, _ order: Int, _ start: UnsafeMutablePointer<Double>,
    _ body: (Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    var x = place.first.x
    for i in 0..<order {
      unsafe body(i, start + (x &* shape.y &* rowLength &+ place.first.z))
      x &+= 1
      if x == shape.x { x = 0 }
    }
  }

  /// The runs of eight values of a plane that hold the points of a charge.
  @inline(__always)
  private func forEachRow(
    of place: ChargePlace, _ order: Int, _ plane: UnsafeMutablePointer<Double>,
    _ body: (Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    var y = place.first.y
    for j in 0..<order {
      unsafe body(j, plane + y &* rowLength)
      y &+= 1
      if y == shape.y { y = 0 }
    }
  }
}

extension UnsafeMutablePointer<Double> {
  /// Eight values in a row.
  @inline(__always)
  fileprivate var eight: SIMD8<Double> {
    get { unsafe UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Double>.self) }
    nonmutating set {
      unsafe UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: SIMD8<Double>.self)
    }
  }
}
