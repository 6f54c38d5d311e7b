internal import Foundation
public import ScaleBridge
internal import Tensors

/// The electrostatic energy of a periodic arrangement of charges by direct Ewald summation, to any
/// accuracy and in a cell of any shape.
///
///     U = Σ'_{pairs} q q′ erfc(α r)/r + (2π/V) Σ_{k≠0} e^{−k²/4α²}/k² |Σ q e^{ik·r}|²
///         − (α/√π) Σ q² − Σ_{excluded} q q′ erf(α r)/r − π (Σ q)²/(2 V α²)
///
/// The prime leaves out the nearest images of excluded pairs. The medium around the periodic
/// arrangement conducts (tinfoil). The last term is the background of a cell that is not neutral.
///
/// The reference for faster sums: it costs N² distances and N wave vectors times as many charges.
///
/// - SeeAlso: de Leeuw, Perram & Smith, *Proc. R. Soc. Lond. A* **373**, 27 (1980),
///   <https://doi.org/10.1098/rspa.1980.0135>; Allen & Tildesley, *Computer Simulation of Liquids*,
///   2nd edition (2017), section 6.2, <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public struct DirectEwald: Sendable {
  /// How the sum is split, and where its parts end.
  public let parameters: EwaldParameters

  /// Creates a sum.
  public init(_ parameters: EwaldParameters) { self.parameters = parameters }

  /// Sums over charges.
  ///
  /// - Returns: energy by terms, forces and virial.
  /// - Throws: `MicroFailure.blowUp` naming a charge that lies on another one, or whose position is
  ///   not finite.
  /// - Complexity: O(N²) and O(N V k_c³).
  public func callAsFunction(_ charges: PointCharges) throws(MicroFailure) -> CoulombSum {
    var sum = try ScreenedSum(splitting: parameters.splitting, cutoff: parameters.cutoff)(charges)
    let (positions, values) = charges.blocks
    var forces = [BlockVectors](repeating: .zero, count: values.count)
    let waves = ReciprocalSum(positions: positions, charges: values, in: charges.cell, parameters)
      .add(to: &forces)
    sum.energy.reciprocal = waves.energy
    sum.reciprocalVirial = waves.virial
    sum.virial += waves.virial
    for index in 0..<charges.count { sum.forces[index] += forces[index / 8][index % 8] }
    return sum
  }

  /// The root of the mean squared Coulomb force on charges, to a few percent, in [force].
  ///
  /// In a perfect crystal there is none; a hundredth of the force between neighbours stands for it.
  ///
  /// - Throws: `MicroFailure` as the sum, `ParameterError` where there are no charges.
  public static func typicalForce(of charges: PointCharges) throws -> Double {
    let count = Double(charges.values.count { $0 != 0 })
    let distance = cbrt(charges.cell.volume / count)
    let neighbours = charges.sumOfSquares / count / (distance * distance)
    let sum = try DirectEwald(EwaldParameters(error: 0.01 * neighbours, of: charges))(charges)
    let square = sum.forces.reduce(0) { $0 + $1.dot($1) } / count
    return max(square.squareRoot(), 0.01 * neighbours)
  }
}
