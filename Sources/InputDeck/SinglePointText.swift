public import FileFormats
internal import Foundation
internal import MolecularDynamics
internal import Tensors

/// The factors between the units of a configuration's file and reduced units.
struct FileScales: Sendable {
  /// The file's unit of length in reduced lengths.
  var length = 1.0
  /// The file's unit of energy in reduced energies.
  var energy = 1.0
  /// The file's unit of pressure in reduced pressures.
  var pressure = 1.0
  var names = (energy: "reduced", pressure: "reduced", length: "reduced")

  init(_ potential: PotentialFile) {
    guard let units = potential.unitSystem else { return }
    let electronvolt = 1.602176634e-19
    length = 1e-10 / units.scale(of: .length)
    energy = electronvolt / units.scale(of: .energy)
    pressure = 1e6 / units.scale(of: .pressure)
    names = ("eV", "MPa", "angstrom")
  }
}

extension SinglePoint {
  var totalEnergy: Double {
    pairEnergy + (tailEnergy ?? 0) + (bondedEnergy ?? 0) + (charges?.sum.energy.total ?? 0)
  }

  /// The terms of the Coulomb energy, as documents and people call them.
  private var chargeTerms: [(key: String, name: String, energy: Double)] {
    guard let energy = charges?.sum.energy else { return [] }
    let terms = [
      ("real", "real space", energy.real), ("reciprocal", "reciprocal", energy.reciprocal),
      ("self", "self", energy.own), ("excluded", "excluded pairs", energy.excluded),
    ]
    return energy.background == 0
      ? terms : terms + [("background", "background", energy.background)]
  }

  /// The document `scout evaluate --json` prints.
  public func json(withForces: Bool) -> JSONValue {
    var energy: [String: JSONValue] = [
      "pair": .number(pairEnergy / scales.energy),
      "total": .number(totalEnergy / scales.energy),
    ]
    if let tailEnergy { energy["tail"] = .number(tailEnergy / scales.energy) }
    if let bondedEnergy { energy["bonded"] = .number(bondedEnergy / scales.energy) }
    for term in chargeTerms { energy[term.key] = .number(term.energy / scales.energy) }
    var document: [String: JSONValue] = [
      "energy": .object(energy),
      "pressureTensor": .array(
        pressure.rows.map { row in .array(row.map { .number($0 / scales.pressure) }) }),
      "kinetic": .string(isKinetic ? "included" : "absent"),
      "arithmetic": .string(arithmetic.rawValue),
      "volume": .number(volume / (scales.length * scales.length * scales.length)),
      "units": .object([
        "energy": .string(scales.names.energy), "pressure": .string(scales.names.pressure),
        "length": .string(scales.names.length),
      ]),
    ]
    if let charges { document["electrostatics"] = charges.json(length: scales.length) }
    if withForces {
      let scale = scales.length / scales.energy
      document["forces"] = .array(
        forces.map { force in
          .array([force.x, force.y, force.z].map { .number($0 * scale) })
        })
    }
    return .object(document)
  }

  /// The same for a person.
  public var text: String {
    func number(_ value: Double) -> String { NumberText.significant(value, digits: 10) }
    let unit = scales.names.energy == "reduced" ? "" : " " + scales.names.energy
    let pressureUnit = scales.names.pressure == "reduced" ? "" : " " + scales.names.pressure
    var lines = ["pair energy     \(number(pairEnergy / scales.energy))\(unit)"]
    if let tailEnergy {
      lines.append("tail correction \(number(tailEnergy / scales.energy))\(unit)")
    }
    if let bondedEnergy {
      lines.append("bonded energy   \(number(bondedEnergy / scales.energy))\(unit)")
    }
    for term in chargeTerms {
      let name = term.name.padding(toLength: 16, withPad: " ", startingAt: 0)
      lines.append("\(name)\(number(term.energy / scales.energy))\(unit)")
    }
    if let charges { lines.append("force error     \(charges.errorText)") }
    lines.append("total           \(number(totalEnergy / scales.energy))\(unit)")
    lines.append(
      "mean pressure   \(number(pressure.trace / 3 / scales.pressure))\(pressureUnit)")
    lines.append(
      "pressure tensor, positive in compression\(pressureUnit.isEmpty ? "" : ",")\(pressureUnit):")
    lines += pressure.rows.map { row in
      "  " + row.map { number($0 / scales.pressure) }.joined(separator: "  ")
    }
    if arithmetic == .mixed { lines.append("(pairs in single precision)") }
    if !isKinetic { lines.append("(the virial part only: no velocities are counted)") }
    return lines.joined(separator: "\n")
  }
}

extension SinglePointCharges {
  /// How the sum was made, and how accurate it is.
  func json(length: Double) -> JSONValue {
    var document: [String: JSONValue] = ["predictedError": .number(predictedError)]
    if let measuredError { document["measuredError"] = .number(measuredError) }
    switch method {
    case .direct(let parameters):
      document["method"] = .string("direct")
      document["splitting"] = .number(parameters.splitting * length)
      document["cutoff"] = .number(parameters.cutoff / length)
      document["reciprocalCutoff"] = .number(parameters.reciprocalCutoff * length)
    case .mesh(let parameters, let shape):
      document["method"] = .string("mesh")
      document["splitting"] = .number(parameters.splitting * length)
      document["cutoff"] = .number(parameters.cutoff / length)
      document["order"] = .number(Double(parameters.order))
      document["mesh"] = .array((0..<3).map { .number(Double(shape[$0])) })
    }
    return .object(document)
  }

  /// The relative error of the Coulomb forces for a person.
  fileprivate var errorText: String {
    let predicted = NumberText.significant(predictedError, digits: 2)
    guard let measuredError, case .mesh(let parameters, let shape) = method else {
      return "\(predicted) of the Coulomb forces, as predicted"
    }
    return "\(predicted) of the Coulomb forces as predicted, "
      + "\(NumberText.significant(measuredError, digits: 2)) as measured, on a mesh of "
      + "\(shape.x) x \(shape.y) x \(shape.z) with splines of order \(parameters.order)"
  }
}
