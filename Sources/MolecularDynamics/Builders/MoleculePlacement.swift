internal import Foundation
public import NumericalMethods
internal import Tensors

extension Configuration {
  /// Rigid molecules at random orientations with their centres of mass where particles are.
  ///
  /// - Parameters:
  ///   - body: the shape of a molecule.
  ///   - species: of its particles, counted from 0.
  /// - Returns: as many molecules as there were particles, whole, one after the other.
  public func replaced(
    by body: RigidBody, species: [UInt8], using random: inout RandomStream
  ) -> Configuration {
    precondition(species.count == body.count, "a species for each particle")
    var places: [Vector3] = []
    for centre in positions {
      let rotation = random.rotation()
      places += body.sites.map { centre + rotation * $0 }
    }
    var configuration = Configuration(positions: places, cell: cell)
    configuration.species = (0..<count).flatMap { _ in species.map { Int($0) } }
    return configuration
  }
}

extension RandomStream {
  /// A rotation, uniform among all: by a unit quaternion from four normal numbers.
  ///
  /// - SeeAlso: Muller, *Commun. ACM* **2**, 19 (1959), <https://doi.org/10.1145/377939.377946>, for
  ///   points on a sphere.
  mutating func rotation() -> Tensor3 {
    var quaternion = SIMD4(normal(), normal(), normal(), normal())
    quaternion /= (quaternion * quaternion).sum().squareRoot()
    let (w, x, y, z) = (quaternion.x, quaternion.y, quaternion.z, quaternion.w)
    return Tensor3(
      rows: Vector3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
      Vector3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
      Vector3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
  }
}
