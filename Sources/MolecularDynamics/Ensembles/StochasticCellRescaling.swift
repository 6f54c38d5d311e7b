internal import Foundation
internal import NumericalMethods
public import Tensors

/// A barostat that samples the isothermal–isobaric ensemble by straining cell, positions and
/// velocities with a random part.
///
/// Positions follow the cell, r ← e^E r, and velocities oppose it, v ← e^{−E} v, with a symmetric
/// strain E. Isotropic strains E = 1 ln(V′/V)/3 are those of
///
///     dλ = −(β λ/2τ) (P₀ − P − k_B T/2V) dt + √(k_B T β/2τ) dW,    λ = √V,
///
/// with the trace P of the pressure tensor over 3; anisotropic ones change every edge and angle,
///
///     dE_ij = −(β/3τ) (P₀ δ_ij − P_ij) dt + √(2 k_B T β/3Vτ) dW_ij,
///
/// symmetrised, so that the cell does not turn. The compressibility β need only be of the right
/// size: τ is the relaxation time of the volume if it is right.
///
/// The pressure is the momentum flux at the moment plus (N − f/3) k_B T/V for the momenta that are
/// held, here those of the centre of mass: with it the volume of an ideal gas has the mean
/// (N + 1) k_B T/P₀ and the variance (N + 1)(k_B T/P₀)². Derived.
///
/// The energy given to the particles is exact for the kinetic part and the trapezoidal rule
/// −½ (W + W′) : E for the potential one, with the virial W before and after; up to terms that do
/// not accumulate its balance is the effective energy of the source.
///
/// - SeeAlso: Bernetti & Bussi, *J. Chem. Phys.* **153**, 114107 (2020),
///   <https://doi.org/10.1063/5.0020514>; for anisotropic strains Del Tatto, Raiteri, Bernetti &
///   Bussi, *Appl. Sci.* **12**, 1139 (2022), <https://doi.org/10.3390/app12031139>.
public struct StochasticCellRescaling: Sendable, Codable {
  /// Target pressure P₀, in [pressure].
  public let pressure: Double

  /// k_B T of the volume's fluctuations, that of the thermostat, in [energy].
  public let temperature: Double

  /// An estimate β of the isothermal compressibility, in [1/pressure].
  public let compressibility: Double

  /// Time τ over which the volume forgets its past, in [time].
  public let relaxationTime: Double

  /// Which strains are free.
  public let coupling: Coupling

  /// From one action to the next.
  public var stepsPerAction = 10 { didSet { precondition(stepsPerAction > 0) } }

  /// Energy given to the particles so far, in [energy].
  public internal(set) var energyTransferred = 0.0

  /// Which strains of a cell are free.
  public enum Coupling: String, Sendable, Codable, CaseIterable {
    /// The volume; the shape stays.
    case isotropic

    /// All edges and angles.
    case anisotropic
  }

  /// Creates a barostat.
  ///
  /// - Throws: `ParameterError` unless the pressure is finite and all else finite and positive.
  public init(
    pressure: Double, temperature: Double, compressibility: Double, relaxationTime: Double,
    coupling: Coupling = .isotropic
  ) throws(ParameterError) {
    guard pressure.isFinite else {
      throw ParameterError(parameter: "pressure", rule: "finite", value: pressure)
    }
    self.pressure = pressure
    self.temperature = try .positive(temperature, "temperature")
    self.compressibility = try .positive(compressibility, "compressibility")
    self.relaxationTime = try .positive(relaxationTime, "relaxationTime")
    self.coupling = coupling
  }

  /// Whether the barostat acts in a step, counted from 1.
  func acts(inStep step: Int) -> Bool { step % stepsPerAction == 0 }

  /// Draws the strain of a cell over a time from the pressure tensor (in [pressure]) in it.
  func strain(
    of cell: SimulationCell, under tensor: Tensor3, over time: Double,
    using random: inout RandomStream
  ) -> Tensor3 {
    switch coupling {
    case .isotropic:
      let third = dilation(of: cell, tensor.trace / 3, over: time, using: &random) / 3
      return Tensor3(diagonal: Vector3(third, third, third))
    case .anisotropic:
      return deformation(of: cell, tensor, over: time, using: &random)
    }
  }

  /// ln(V′/V); not finite where the step leads beyond an empty volume.
  private func dilation(
    of cell: SimulationCell, _ found: Double, over time: Double, using random: inout RandomStream
  ) -> Double {
    let rate = compressibility / (2 * relaxationTime)
    let excess = found + temperature / (2 * cell.volume) - pressure
    let noise = (temperature * rate * time / cell.volume).squareRoot() * random.normal()
    return 2 * log1p(rate * excess * time + noise)
  }

  private func deformation(
    of cell: SimulationCell, _ found: Tensor3, over time: Double, using random: inout RandomStream
  ) -> Tensor3 {
    let rate = compressibility / (3 * relaxationTime)
    let spread = (2 * temperature * rate * time / cell.volume).squareRoot()
    func row() -> Vector3 { Vector3(random.normal(), random.normal(), random.normal()) }
    let noise = Tensor3(rows: row(), row(), row())
    let excess = found - Tensor3(diagonal: Vector3(pressure, pressure, pressure))
    return (rate * time * excess + spread * noise).symmetricPart
  }
}
