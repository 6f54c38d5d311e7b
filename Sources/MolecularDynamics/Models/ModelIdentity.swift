internal import Foundation

extension ShearedFluid {
  /// The version of the physics in the code: raised whenever a change of the program changes what
  /// a box measures by more than noise, so that older answers are no longer used.
  public static let physicsVersion = 1

  /// Everything that changes what a box measures beyond noise, one `key: value` a line, in reduced
  /// units: two models with the same lines answer alike.
  ///
  /// Numbers are written with eight digits, so that rounding, of units or on another machine, makes no
  /// other model. Left out is what results do not depend on: replicas, skin, threads.
  public var identity: String {
    let digits = Self.digits
    var lines = [
      "model: fluid under a homogeneous flow",
      "physics: \(Self.physicsVersion)",
      "integrator: reversible SLLOD, bath in the middle of the drift, viscous heat removed exactly",
      "time step: \(digits(settings.timeStep))",
      "thermostat: \(settings.thermostat.rawValue) \(digits(settings.thermostatTime))",
      "particles: \(settings.particles)",
      "masses: " + settings.masses.map(digits).joined(separator: " "),
      "shares: " + settings.fractions.map(digits).joined(separator: " "),
      "density: \(digits(settings.density))",
      "temperature: \(digits(settings.temperature))",
      "steps per sample: \(settings.stepsPerSample)",
      "arithmetic: \(settings.forces.arithmetic.rawValue)",
    ]
    if settings.phase != .fluid { lines.append("phase: \(settings.phase.rawValue)") }
    if let chains = settings.chains {
      lines.append("chains: \(chains.length) \(chains.bond)")
    }
    if let molecules = settings.molecules {
      let sites = molecules.body.sites.flatMap { [$0.x, $0.y, $0.z] }
      lines.append(
        "rigid molecules: species \(molecules.species), sites "
          + sites.map(digits).joined(separator: " "))
    }
    if let charged = potential.electrostatics {
      lines.append("charges: " + charged.charges.map(digits).joined(separator: " "))
      let split =
        "splitting \(digits(charged.method.splitting)), cutoff \(digits(charged.method.cutoff))"
      switch charged.method {
      case .mesh(let mesh):
        lines.append("Ewald mesh: \(split), spacing \(digits(mesh.spacing)), order \(mesh.order)")
      case .waves(let waves):
        lines.append("Ewald waves: \(split), up to \(digits(waves.reciprocalCutoff))")
      }
    }
    for first in 0..<potential.speciesCount {
      for second in first..<potential.speciesCount { lines.append(pair(first, second)) }
    }
    return lines.joined(separator: "\n")
  }

  /// The interaction of two species: form, cutoff, tail, and energy and force at some distances.
  private func pair(_ first: Int, _ second: Int) -> String {
    let digits = Self.digits
    let tail = potential.tail(of: first, second)
    let cutoff = potential.cutoff
    let values = (1...Self.distances).flatMap { index -> [Double] in
      let distance = cutoff * Double(index) / Double(Self.distances) * 0.9999
      let value = potential.evaluate(squaredDistance: distance * distance, between: first, second)
      return [value.energy, value.forceOverDistance]
    }
    return "pair \(first) \(second): \(type(of: potential)), cutoff \(digits(cutoff)), tail "
      + "\(digits(tail.energy)) \(digits(tail.pressure)), energy and force over distance at "
      + "\(Self.distances) distances " + values.map(digits).joined(separator: " ")
  }

  private static let distances = 16

  fileprivate static func digits(_ number: Double) -> String { String(format: "%.8g", number) }
}

extension EquilibriumFluid {
  /// Everything that changes what is measured at rest beyond noise, one `key: value` a line.
  public var identity: String {
    fluid.identity
      + "\nestimator: fluctuations at rest, stretches of \(stretchTime) after \(bathTime) with the bath"
  }
}

extension HeatFieldFluid {
  /// Everything that changes what is measured in heat fields beyond noise, one `key: value` a line.
  public var identity: String {
    fluid.identity + "\nestimator: imposed heat fields "
      + fields.map(ShearedFluid.digits).joined(separator: " ")
      + ", stretches of \(stretchTime) after \(settlingTime)"
  }
}

extension TransientFluid {
  /// Everything that changes what transients measure beyond noise, one `key: value` a line.
  public var identity: String {
    fluid.identity
      + "\nestimator: transient correlation over \(duration), starts every \(spacing)"
  }
}
