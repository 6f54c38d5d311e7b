internal import NumericalMethods
public import Tensors

/// Heat put into and drawn from slabs of a periodic cell at given powers: sources of heat inside a
/// fluid, with a gentle hold on the mean temperature.
///
/// The cell is cut into slabs of equal thickness across its first lattice vector. Over a step h
/// each slab b gains
///
///     ΔE_b = h [P_b + κ (T̄ − mean_b T_b)],    κ = (3/2) N/(B τ),
///
/// by scaling the velocities of its particles relative to their centre of mass, so that the heat
/// is known exactly and no momentum is given. The second part is the same for all slabs, small
/// where the powers add up to zero, and keeps the mean of the temperatures of the B slabs, which
/// integration errors would move, at T̄ within a time τ. In the middle of the drift, where this
/// bath acts, the power is that asked for to second order in the step.
///
/// - SeeAlso: Hafskjold, Ikeshoji & Ratkje, *Mol. Phys.* **80**, 1389 (1993),
///   <https://doi.org/10.1080/00268979300103101>; Wirnsberger, Frenkel & Dellago, *J. Chem. Phys.*
///   **143**, 124104 (2015), <https://doi.org/10.1063/1.4931597>, for the error of its splitting.
public struct SlabHeating: Sendable, Codable {
  /// The k_B T that the mean over the slabs is held at, in [energy].
  public let temperature: Double

  /// The power that each slab is given, shape [slabs], in [energy/time].
  public let powers: [Double]

  /// The time τ within which the mean temperature is brought back, in [time].
  public let relaxationTime: Double

  /// Energy given to the particles so far, in [energy].
  public private(set) var energyTransferred = 0.0

  /// The part of it that held the mean temperature, in [energy].
  public private(set) var energyOfHold = 0.0

  /// The sum of what slabs were not given, in [energy]: where one would have lost half of its thermal
  /// motion in a step, or held fewer than two particles.
  public private(set) var energyWithheld = 0.0

  /// Twice the kinetic energy of every slab relative to its centre of mass, half way through its
  /// heating in the last step, shape [slabs], in [energy].
  public private(set) var thermalMotion: [Double]

  /// The particles of every slab in the last step, shape [slabs].
  public private(set) var counts: [Int]

  /// The slab of every lane; scratch.
  private var slabs: [Int32] = []
  /// What is summed over the slabs; scratch.
  private var sums: [SlabSum] = []

  /// All but the scratch.
  private enum CodingKeys: CodingKey {
    case temperature, powers, relaxationTime, energyTransferred, energyOfHold
    case energyWithheld, thermalMotion, counts
  }

  /// Creates sources.
  ///
  /// - Parameter powers: one for each slab, shape [slabs], in [energy/time].
  /// - Throws: `ParameterError` unless temperature and time are positive and all powers finite.
  public init(
    powers: [Double], temperature: Double, relaxationTime: Double
  ) throws(ParameterError) {
    self.temperature = try .positive(temperature, "temperature")
    self.relaxationTime = try .positive(relaxationTime, "relaxationTime")
    guard !powers.isEmpty, let strongest = powers.map(\.magnitude).max(), strongest.isFinite else {
      throw ParameterError(
        parameter: "power of a slab", rule: "finite, of one slab at least",
        value: powers.first { !$0.isFinite } ?? 0)
    }
    self.powers = powers
    thermalMotion = Array(repeating: 0, count: powers.count)
    counts = Array(repeating: 0, count: powers.count)
  }

  /// The kinetic temperatures k_B T of the slabs in the last step, shape [slabs], in [energy].
  ///
  /// A slab of N particles has 3N − 3 degrees of freedom relative to its centre of mass; one with
  /// fewer than two particles has none and counts as T̄.
  public var slabTemperatures: [Double] {
    zip(thermalMotion, counts).map { $1 > 1 ? $0 / Double(3 * $1 - 3) : temperature }
  }

  /// The most of its thermal motion that a slab loses in one step; what is not taken is not counted.
  private static let largestLoss = 0.5

  /// Heats and cools over a step (in [time]).
  ///
  /// - Complexity: O(N), without random numbers.
  public mutating func apply(to particles: inout PackedParticles, over step: Double) {
    assign(particles)
    counts = sums.map(\.count)
    thermalMotion = sums.map(\.thermalMotion)
    let temperatures = slabTemperatures
    let mean = temperatures.reduce(0, +) / Double(temperatures.count)
    let share = Double(particles.count) / Double(powers.count)
    let hold = step * 1.5 * share / relaxationTime * (temperature - mean)
    for slab in powers.indices {
      let motion = sums[slab].thermalMotion
      let wanted = step * powers[slab] + hold
      guard counts[slab] > 1, motion > 0 else {
        energyWithheld += wanted.magnitude
        continue
      }
      let gain = max(wanted, -0.5 * Self.largestLoss * motion)
      energyWithheld += gain - wanted
      sums[slab].factor = (1 + 2 * gain / motion).squareRoot()
      thermalMotion[slab] += gain
      energyTransferred += gain
      energyOfHold += hold
    }
    scale(&particles)
  }

  /// Finds the slab of every particle, and sums over them.
  private mutating func assign(_ particles: PackedParticles) {
    let row = particles.cell.vectors.inverse.rows[0]
    let across = Vector3(row[0], row[1], row[2])
    let count = powers.count
    sums = Array(repeating: SlabSum(), count: count)
    if slabs.count != particles.identities.count {
      slabs = Array(repeating: 0, count: particles.identities.count)
    }
    for lane in slabs.indices where particles.identities[lane] >= 0 {
      let (block, place) = (lane / 8, lane % 8)
      let fraction = across.dot(particles.positions[block][place])
      let slab = min(count - 1, Int((fraction - fraction.rounded(.down)) * Double(count)))
      slabs[lane] = Int32(slab)
      sums[slab].add(mass: particles.masses[block][place], particles.velocities[block][place])
    }
  }

  private func scale(_ particles: inout PackedParticles) {
    for lane in slabs.indices where particles.identities[lane] >= 0 {
      let sum = sums[Int(slabs[lane])]
      let velocity = particles.velocities[lane / 8][lane % 8]
      particles.velocities[lane / 8][lane % 8] = sum.drift + sum.factor * (velocity - sum.drift)
    }
  }
}

/// What is summed over the particles of a slab.
private struct SlabSum {
  var count = 0
  var mass = 0.0
  var momentum = Vector3.zero
  var motion = 0.0
  /// By how much velocities relative to the centre of mass grow.
  var factor = 1.0

  mutating func add(mass: Double, _ velocity: Vector3) {
    count += 1
    self.mass += mass
    momentum += mass * velocity
    motion += mass * velocity.dot(velocity)
  }

  /// The velocity of the centre of mass.
  var drift: Vector3 { mass > 0 ? momentum / mass : .zero }

  /// Twice the kinetic energy relative to the centre of mass.
  var thermalMotion: Double { motion - momentum.dot(drift) }
}
