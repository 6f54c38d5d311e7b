public import ScaleBridge
public import Tensors

/// The electrostatic energy of a periodic arrangement of charges by smooth particle-mesh Ewald
/// summation: the sum of `DirectEwald` with its reciprocal part on a mesh.
///
/// For single configurations; a trajectory has its pairs in the pair loop. The net force that the
/// mesh leaves is reported, and stays in the forces.
public struct MeshEwald: Sendable {
  /// How the sum is split and how fine its mesh is.
  public let parameters: MeshParameters

  /// Creates a sum.
  public init(_ parameters: MeshParameters) { self.parameters = parameters }

  /// Sums over charges.
  ///
  /// - Returns: energy by terms, forces and virial, and the sum of all forces, in [force].
  /// - Throws: `MicroFailure.blowUp` naming a charge that lies on another one, or whose position is
  ///   not finite.
  public func callAsFunction(
    _ charges: PointCharges
  ) throws(MicroFailure) -> (sum: CoulombSum, netForce: Vector3) {
    var sum = try ScreenedSum(splitting: parameters.splitting, cutoff: parameters.cutoff)(charges)
    let (positions, values) = charges.blocks
    var forces = [BlockVectors](repeating: .zero, count: values.count)
    var mesh = ParticleMesh(parameters, in: charges.cell)
    let result = mesh.add(to: &forces, positions: positions, charges: values, in: charges.cell)
    sum.energy.reciprocal = result.energy
    sum.reciprocalVirial = result.virial
    sum.virial += result.virial
    for index in 0..<charges.count { sum.forces[index] += forces[index / 8][index % 8] }
    return (sum, result.netForce)
  }
}
