internal import NumericalMethods
internal import Tensors

/// The reciprocal part of an Ewald sum by way of a mesh: smooth particle-mesh Ewald.
///
/// Charges are spread over a mesh by splines, a Fourier transform turns the field of charges into one
/// of potentials, and the derivatives of the splines turn those into forces: the exact derivatives of
/// the energy on the mesh. The virial is its exact derivative too, since a strain that takes charges
/// and mesh along changes the volume and the wave vectors only. The sum of the forces is not zero but
/// for the error of the mesh; it is known and may be taken away.
///
/// - SeeAlso: Essmann et al., *J. Chem. Phys.* **103**, 8577 (1995),
///   <https://doi.org/10.1063/1.470117>.
struct ParticleMesh: Sendable {
  /// How the sum is split and how fine the mesh is.
  let parameters: MeshParameters

  /// The mesh in use.
  var shape: SIMD3<Int> { influence.shape }

  private let spline: CardinalSpline
  private var influence: MeshInfluence
  private var transform: MeshTransform

  /// Creates a mesh for a cell.
  init(_ parameters: MeshParameters, in cell: SimulationCell) {
    self.parameters = parameters
    spline = CardinalSpline(order: parameters.order)
    let shape = parameters.shape(of: cell)
    influence = MeshInfluence(spline, shape: shape, splitting: parameters.splitting)
    transform = MeshTransform(shape: shape)
  }

  /// What a mesh gives besides forces.
  struct Result: Sendable {
    /// The energy of the clouds with each other and with themselves, in [energy].
    var energy = 0.0

    /// Its virial, in [energy].
    var virial = Tensor3.zero

    /// The sum of all forces, in [force]; an error of the mesh.
    var netForce = Vector3.zero
  }

  /// Takes the mesh that suits a new shape of the cell.
  mutating func adapt(to cell: SimulationCell) {
    let shape = parameters.shape(of: cell)
    guard shape != self.shape else { return }
    influence = MeshInfluence(spline, shape: shape, splitting: parameters.splitting)
    transform = MeshTransform(shape: shape)
  }

  /// Adds forces (shape [blocks], in [force]) to those of charged particles.
  ///
  /// - Parameters:
  ///   - positions: any images, shape [blocks].
  ///   - charges: zero in empty lanes, shape [blocks].
  mutating func add(
    to forces: inout [BlockVectors], positions: [BlockVectors], charges: [DoubleLanes],
    in cell: SimulationCell
  ) -> Result {
    // A copy of this value may be at work on the same mesh.
    if !isKnownUniquelyReferenced(&transform) { transform = MeshTransform(shape: shape) }
    influence.prepare(cell)
    let extents = Vector3(Double(shape.x), Double(shape.y), Double(shape.z))
    let places = LaneTensor(Tensor3(diagonal: extents) * cell.vectors.inverse)
    transform.withField { field in
      for index in 0..<field.count { field[index] = 0 }
      for block in positions.indices {
        let place = places * positions[block]
        for lane in 0..<8 where charges[block][lane] != 0 {
          spread(charges[block][lane], at: place[lane], over: &field)
        }
      }
      fold(&field)
    }
    transform.forward()
    var result = convolve(in: cell)
    transform.backward()
    let gradients = (Tensor3(diagonal: extents) * cell.vectors.inverse).transposed
    transform.withField { field in
      unfold(&field)
      for block in positions.indices {
        let place = places * positions[block]
        for lane in 0..<8 where charges[block][lane] != 0 {
          let slope = gradient(at: place[lane], in: field)
          let force = -charges[block][lane] * (gradients * slope)
          forces[block][lane] += force
          result.netForce += force
        }
      }
    }
    return result
  }
}

// MARK: - Charges and mesh

extension ParticleMesh {
  /// The points that a charge touches: the first of them, and how far it lies behind.
  @inline(__always)
  private func cell(of place: Vector3) -> (first: SIMD3<Int>, behind: Vector3) {
    let floor = place.rounded(.down)
    let order = parameters.order
    @inline(__always)
    func wrap(_ coordinate: Double, _ points: Int) -> Int {
      let first = (Int(coordinate) &- order &+ 1) % points
      return first < 0 ? first &+ points : first
    }
    return (
      SIMD3(wrap(floor.x, shape.x), wrap(floor.y, shape.y), wrap(floor.z, shape.z)), place - floor
    )
  }

  @inline(__always)
  private func spread(_ charge: Double, at place: Vector3, over field: inout MutableSpan<Double>) {
    let (first, behind) = cell(of: place)
    let x = charge * spline.weights(behind.x)
    let (y, z) = (spline.weights(behind.y), DoubleLanes(spline.weights(behind.z)))
    forEachRow(from: first) { row, i, j in
      let sum = field.eight(from: row).addingProduct(z, DoubleLanes(repeating: x[i] * y[j]))
      field.store(sum, from: row)
    }
  }

  /// Σ ∇θ ψ over the points around a place, per mesh spacing.
  @inline(__always)
  private func gradient(at place: Vector3, in field: borrowing MutableSpan<Double>) -> Vector3 {
    let (first, behind) = cell(of: place)
    let weights = (spline.weights(behind.x), spline.weights(behind.y), spline.weights(behind.z))
    let slopes = (spline.slopes(behind.x), spline.slopes(behind.y), spline.slopes(behind.z))
    var (alongX, alongY, alongZ) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    forEachRow(from: first) { row, i, j in
      let values = field.eight(from: row)
      alongX.addProduct(values, DoubleLanes(repeating: slopes.0[i] * weights.1[j]))
      alongY.addProduct(values, DoubleLanes(repeating: weights.0[i] * slopes.1[j]))
      alongZ.addProduct(values, DoubleLanes(repeating: weights.0[i] * weights.1[j]))
    }
    let (weight, slope) = (DoubleLanes(weights.2), DoubleLanes(slopes.2))
    return Vector3((alongX * weight).total, (alongY * weight).total, (alongZ * slope).total)
  }

  /// The rows of eight values that hold the points of a charge.
  @inline(__always)
  private func forEachRow(from first: SIMD3<Int>, _ body: (_ row: Int, _ i: Int, _ j: Int) -> Void)
  {
    let (order, length) = (parameters.order, transform.rowLength)
    var x = first.x
    for i in 0..<order {
      var y = first.y
      for j in 0..<order {
        body((x &* shape.y &+ y) &* length &+ first.z, i, j)
        y &+= 1
        if y == shape.y { y = 0 }
      }
      x &+= 1
      if x == shape.x { x = 0 }
    }
  }

  /// Brings what was written beyond the end of rows to their beginning.
  private func fold(_ field: inout MutableSpan<Double>) {
    forEachStart { start in
      for index in 0..<7 { field[start + index] += field[start + shape.z + index] }
    }
  }

  /// Repeats the beginning of rows beyond their end.
  private func unfold(_ field: inout MutableSpan<Double>) {
    forEachStart { start in
      for index in 0..<7 { field[start + shape.z + index] = field[start + index] }
    }
  }

  private func forEachStart(_ body: (Int) -> Void) {
    for row in 0..<shape.x * shape.y { body(row * transform.rowLength) }
  }
}

// MARK: - Modes

extension ParticleMesh {
  /// Turns the coefficients of charges into those of potentials; energy and virial on the way.
  ///
  /// Along a line of modes k = k₀ + n s, the virial needs the sums of w, n w and n² w only,
  /// w = −2 U_k (1/k² + 1/4α²).
  private func convolve(in cell: SimulationCell) -> Result {
    var result = Result()
    let lines = ModeLines(of: cell, shape)
    let last = shape.z / 2
    let width = 1 / (4 * parameters.splitting * parameters.splitting)
    transform.withSpectrum { spectrum in
      var place = 0
      for x in 0..<shape.x {
        for y in 0..<shape.y {
          let line = lines[x, y]
          var (energy, moments) = (0.0, Vector3.zero)
          for z in 0...last {
            let value = influence.values[place]
            let twice = z == 0 ? 0.5 : 1.0  // modes with n₃ < 0 are not stored
            let part = twice * value * spectrum[place].squaredMagnitude
            spectrum[place] = value * spectrum[place]
            place += 1
            guard value != 0 else { continue }
            energy += part
            let weight = -2 * part * (1 / line.square(z) + width)
            let n = Double(z)
            moments += Vector3(weight, n * weight, n * n * weight)
          }
          result.energy += energy
          result.virial += energy * Tensor3.identity
          let mixed = Tensor3(dyad: line.start, line.step)
          result.virial += moments.x * Tensor3(dyad: line.start, line.start)
          result.virial += moments.y * (mixed + mixed.transposed)
          result.virial += moments.z * Tensor3(dyad: line.step, line.step)
        }
      }
    }
    return result
  }
}

extension MutableSpan<Double> {
  /// Eight values in a row.
  @inline(__always)
  fileprivate borrowing func eight(from start: Int) -> DoubleLanes {
    precondition(start >= 0 && start &+ 8 <= count)
    return unsafe withUnsafeBytes {
      unsafe DoubleLanes($0.loadUnaligned(fromByteOffset: 8 &* start, as: SIMD8<Double>.self))
    }
  }

  /// Writes eight values in a row.
  @inline(__always)
  fileprivate mutating func store(_ values: DoubleLanes, from start: Int) {
    precondition(start >= 0 && start &+ 8 <= count)
    unsafe withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: values.values, toByteOffset: 8 &* start, as: SIMD8<Double>.self)
    }
  }
}
