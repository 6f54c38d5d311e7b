internal import Foundation
internal import NumericalMethods
public import Statistics

/// Transport coefficients of a fluid at rest, from the fluctuations of its momentum flux and the
/// motion of its particles.
///
/// With ⟨…⟩ over stretches at constant energy and volume,
///
///     η   = V/(k_B T) ∫₀^∞ ⟨P_a(0) P_a(t)⟩ dt,
///     η_b = V/(k_B T) ∫₀^∞ ⟨δp(0) δp(t)⟩ dt,      p = (P_xx + P_yy + P_zz)/3,
///     λ   = 1/(V k_B T²) ∫₀^∞ ⟨J_x(0) J_x(t)⟩ dt, the mean of the three axes, of ions with J − β I for J,
///     σ   = 1/(V k_B T) ∫₀^∞ ⟨I_x(0) I_x(t)⟩ dt with I = Σ q v, the mean of the three axes,
///     D_L = ½ d/dt ⟨|r(t) − r(0)|²⟩/3,            D = D_L + ξ k_B T/(6π η L),  ξ = 2.837297.
///
/// P_a are the five components of the traceless symmetric part that an isotropic fluid lets
/// fluctuate independently and alike: P_xy, P_xz, P_yz, (P_xx − P_yy)/2,
/// (2 P_zz − P_xx − P_yy)/(2√3). D corrects the diffusion in a periodic cube of edge L for the
/// flow fields of the images. Of two kinds of ions the electric current is the only diffusion; β is such that
/// what is left of J does not correlate with it over long times, which makes λ = L_JJ − L_JI²/L_II whatever
/// partial enthalpies are (`ResidualCurrent`). In reduced units.
///
/// - SeeAlso: Hansen & McDonald, *Theory of Simple Liquids*, 4th edition (2013), sections 7.7 and
///   8.5, <https://doi.org/10.1016/C2010-0-66723-X>; Daivis & Evans, *J. Chem. Phys.* **100**, 541
///   (1994), <https://doi.org/10.1063/1.466970>, for all components; Yeh & Hummer, *J. Phys.
///   Chem. B* **108**, 15873 (2004), <https://doi.org/10.1021/jp0477147>, for D.
public struct TransportCoefficients: Sendable {
  /// A value with its standard error and the degrees of freedom of that.
  public struct Quantity: Sendable, Codable, Equatable {
    /// The value.
    public var value: Double
    /// One standard error.
    public var standardError: Double
    /// The degrees of freedom with which the standard error is known.
    public var degreesOfFreedom: Double

    /// Half the width of the 95 % confidence interval.
    public var halfWidth: Double {
      standardError
        * StudentT.quantile(probability: 0.975, degreesOfFreedom: max(1, degreesOfFreedom))
    }

    /// The value times a factor.
    public func scaled(by factor: Double) -> Quantity {
      Quantity(
        value: factor * value, standardError: factor.magnitude * standardError,
        degreesOfFreedom: degreesOfFreedom)
    }
  }

  /// The shear viscosity η, in [pressure · time].
  public let viscosity: Quantity
  /// The bulk viscosity η_b, in [pressure · time].
  public let bulkViscosity: Quantity
  /// The thermal conductivity λ over k_B, in [1/(length · time)]; nil where no heat current was
  /// recorded. That of ions is without an electric current; in other mixtures it contains the heat that
  /// diffusion carries.
  public let thermalConductivity: Quantity?
  /// The electric conductivity σ, in [charge² · time/(mass · length³)]; nil without ions.
  public let ionicConductivity: Quantity?
  /// The self-diffusion coefficient D of an infinite system, in [length²/time].
  public let selfDiffusion: Quantity
  /// The self-diffusion coefficient D_L in the box, in [length²/time].
  public let selfDiffusionInBox: Quantity
  /// The mean pressure, in [pressure]; its error is not correlated with that of the viscosity,
  /// being that of another irreducible part of the pressure tensor.
  public let pressure: Quantity
  /// The mean potential energy per particle, in [energy].
  public let potentialEnergy: Quantity
  /// The mean energy per particle, potential and canonical kinetic, e = u + f k_B T/(2N), in [energy].
  public let energy: Quantity
  /// The heat capacity at constant volume of the whole box over k_B, in two ways; nil for fewer than four
  /// stretches.
  public let heatCapacity: HeatCapacity?
  /// The mean kinetic temperature k_B T, in [energy].
  public let temperature: Quantity
  /// Whether the stretches began in the canonical ensemble.
  public let kineticEquilibrium: KineticEquilibrium
  /// How far particles have kept their surroundings; nil for boxes of one stretch.
  public let surroundings: FluctuationMetric.Ratio?
  /// η by Einstein and Helfand from the same fluctuations.
  public let viscosityFromHelfand: Quantity
  /// How η was found: cutoff, data, correlation time, and the spectrum in [pressure² · time].
  public let shearSpectrum: AutocorrelationIntegral
  /// How λ was found, in [energy² · length²/time].
  public let heatSpectrum: AutocorrelationIntegral?
  /// How σ was found, in [charge² · length²/time].
  public let chargeSpectrum: AutocorrelationIntegral?
  /// How η_b was found.
  public let bulkSpectrum: AutocorrelationIntegral
  /// The number of stretches.
  public let stretchCount: Int
  /// The time of all stretches, in [time].
  public let duration: Double
}

extension TransportCoefficients {
  /// The potential of the periodic images of a point force, ξ.
  private static let imageConstant = 2.837297

  /// Evaluates stretches of a fluid that began in the canonical ensemble.
  ///
  /// - Parameter looksPerSample: the looks over which heat currents were averaged.
  /// - Throws: `StatisticsError` for fewer than two stretches, or too short ones.
  init(
    of records: [EquilibriumFluid.Record], in settings: ShearedFluid.Settings, looksPerSample: Int
  ) throws {
    let (temperature, volume) = (settings.temperature, settings.volume)
    let stepsPerSample = settings.stepsPerSample
    guard let first = records.first, records.count > 1 else {
      throw StatisticsError.tooFewSamples(found: records.count, needed: 2)
    }
    let interval = first.pressures.interval
    let pressures = records.map { record in (0..<6).map { record.pressures.column($0) } }
    let anisotropic = pressures.flatMap(Self.anisotropicParts)
    let isotropic = pressures.map(Self.meanPressure)
    let factor = volume / temperature
    shearSpectrum = try AutocorrelationIntegral(
      PowerSpectrum(of: anisotropic, interval: interval, blockLength: stepsPerSample))
    bulkSpectrum = try AutocorrelationIntegral(
      PowerSpectrum(of: isotropic, interval: interval, blockLength: stepsPerSample))
    let charges = records.compactMap(\.chargeCurrents).flatMap { series in
      (0..<3).map { series.column($0) }
    }
    chargeSpectrum =
      charges.isEmpty
      ? nil
      : try AutocorrelationIntegral(
        PowerSpectrum(of: charges, interval: interval, blockLength: stepsPerSample))
    var currents = records.compactMap(\.heatCurrents).flatMap { series in
      (0..<3).map { series.column($0) }
    }
    if !currents.isEmpty, let chargeSpectrum {
      currents = try ResidualCurrent(
        of: currents, without: charges, interval: interval, upTo: chargeSpectrum.cutoff
      ).sequences
    }
    heatSpectrum =
      currents.isEmpty
      ? nil
      : try AutocorrelationIntegral(
        PowerSpectrum(of: currents, interval: interval, blockLength: looksPerSample))
    ionicConductivity = chargeSpectrum.map {
      Quantity($0).scaled(by: 1 / (volume * temperature))
    }
    thermalConductivity = heatSpectrum.map {
      Quantity($0).scaled(by: 1 / (volume * temperature * temperature))
    }
    viscosity = Quantity(shearSpectrum).scaled(by: factor)
    bulkViscosity = Quantity(bulkSpectrum).scaled(by: factor)
    let helfand = try EinsteinHelfand(of: anisotropic, interval: interval)
    viscosityFromHelfand = Quantity(
      value: helfand.value, standardError: helfand.standardError,
      degreesOfFreedom: helfand.degreesOfFreedom
    ).scaled(by: factor)
    let slope = try SettledSlope(
      of: records.map(\.squaredDisplacements), interval: interval)
    selfDiffusionInBox = Quantity(
      value: slope.value / 6, standardError: slope.standardError / 6,
      degreesOfFreedom: slope.degreesOfFreedom)
    selfDiffusion = Self.corrected(
      selfDiffusionInBox, by: viscosity, temperature: temperature, edge: cbrt(volume))
    pressure = Quantity(mean: isotropic.map { $0.reduce(0, +) / Double($0.count) })
    potentialEnergy = Quantity(mean: records.map(\.potentialEnergy))
    self.temperature = Quantity(mean: records.map(\.temperature))
    let freedom = 3 * first.start.degreesOfFreedom.reduce(0, +)
    let kinetic = 0.5 * freedom * temperature / Double(settings.particles)
    energy = Quantity(mean: records.map { $0.potentialEnergy + kinetic })
    heatCapacity = Self.heatCapacity(of: records, settings.particles, freedom)
    kineticEquilibrium = KineticEquilibrium(of: records.map(\.start), bath: temperature)
    surroundings = FluctuationMetric.Ratio(pooling: records.compactMap(\.surroundings))
    stretchCount = records.count
    let samples = records.count * first.pressures.count
    duration = Double(samples) * interval
  }

  private static func heatCapacity(
    of records: [EquilibriumFluid.Record], _ particles: Int, _ freedom: Double
  ) -> HeatCapacity? {
    let stretches = records.compactMap { record in
      record.squaredTemperature.map {
        HeatCapacity.Stretch(
          energy: Double(particles) * record.potentialEnergy + 0.5 * freedom * record.temperature,
          temperature: record.temperature, squaredTemperature: $0)
      }
    }
    return try? HeatCapacity(of: stretches, degreesOfFreedom: freedom)
  }

  private static func anisotropicParts(_ columns: [[Double]]) -> [[Double]] {
    var (planar, axial): ([Double], [Double]) = ([], [])
    let share = 1 / (2 * 3.0.squareRoot())
    for row in columns[0].indices {
      let (x, y, z) = (columns[0][row], columns[1][row], columns[2][row])
      planar.append(0.5 * (x - y))
      axial.append(share * (2 * z - x - y))
    }
    return [columns[3], columns[4], columns[5], planar, axial]
  }

  private static func meanPressure(_ columns: [[Double]]) -> [Double] {
    columns[0].indices.map { (columns[0][$0] + columns[1][$0] + columns[2][$0]) / 3 }
  }

  /// D_L with the correction for images, whose error follows that of the viscosity.
  private static func corrected(
    _ diffusion: Quantity, by viscosity: Quantity, temperature: Double, edge: Double
  ) -> Quantity {
    let correction = imageConstant * temperature / (6 * .pi * viscosity.value * edge)
    let error = correction * viscosity.standardError / viscosity.value
    var corrected = diffusion
    corrected.value += correction
    corrected.standardError = (error * error + diffusion.standardError * diffusion.standardError)
      .squareRoot()
    return corrected
  }
}

extension TransportCoefficients.Quantity {
  init(_ integral: AutocorrelationIntegral) {
    self.init(
      value: integral.value, standardError: integral.standardError,
      degreesOfFreedom: integral.degreesOfFreedom)
  }

  /// The mean of independent numbers.
  init(mean values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      value: mean, standardError: (squares / (count * (count - 1))).squareRoot(),
      degreesOfFreedom: count - 1)
  }
}
