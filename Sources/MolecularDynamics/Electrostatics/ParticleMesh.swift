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
  var influence: MeshInfluence
  private(set) var transform: MeshTransform

  /// The charges where they were at the last evaluation.
  private(set) var places: [ChargePlace] = []

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

    /// The wall time of the Fourier transforms.
    var transformTime = Duration.zero
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
    influence.prepare(cell)
    let inverse = cell.vectors.inverse
    locate(positions, charges, LaneTensor(inverse))
    spreadCharges(places)
    let clock = ContinuousClock()
    let forward = clock.measure { transform.forward() }
    var result = convolve(in: cell)
    result.transformTime = forward + clock.measure { transform.backward() }
    let extents = Vector3(Double(shape.x), Double(shape.y), Double(shape.z))
    let gradients = (Tensor3(diagonal: extents) * inverse).transposed
    transform.withField { field in
      unfold(&field)
      stencil.gather(places, from: field) { place, slope in
        let force = -place.charge * (gradients * slope)
        forces[place.lane >> 3][place.lane & 7] += force
        result.netForce += force
      }
    }
    return result
  }

  /// Makes the field of charges.
  mutating func spreadCharges(_ places: [ChargePlace]) {
    // A copy of this value may be at work on the same mesh.
    if !isKnownUniquelyReferenced(&transform) { transform = MeshTransform(shape: shape) }
    let stencil = stencil
    transform.withField { field in
      for index in 0..<field.count { field[index] = 0 }
      stencil.spread(places, over: &field)
      fold(&field)
    }
  }

  private var stencil: MeshStencil {
    MeshStencil(spline: spline, shape: shape, rowLength: transform.rowLength)
  }

  /// Finds the charges on the mesh.
  private mutating func locate(
    _ positions: [BlockVectors], _ charges: [DoubleLanes], _ inverse: LaneTensor
  ) {
    places.removeAll(keepingCapacity: true)
    for block in positions.indices {
      let coordinates = inverse * positions[block]
      for lane in 0..<8 where charges[block][lane] != 0 {
        places.append(
          ChargePlace(
            coordinates[lane], on: shape, order: parameters.order, charge: charges[block][lane],
            lane: 8 &* block &+ lane))
      }
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
