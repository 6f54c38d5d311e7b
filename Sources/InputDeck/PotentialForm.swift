internal import FileFormats
internal import Foundation
internal import MolecularDynamics
internal import Tensors

extension PotentialFile {
  /// The parameters of a Lennard-Jones fluid, u(r) = 4ε((σ/r)¹² − (σ/r)⁶).
  public struct LennardJones: Sendable, Equatable {
    /// The distance σ at which the energy is zero, in [length].
    public let sigma: Double

    /// The depth ε of the well, in [energy].
    public let epsilon: Double

    /// The distance beyond which particles do not interact, in [length].
    public let cutoff: Double

    /// How the potential ends at the cut-off.
    public let truncation: Truncation

    /// Whether energy and pressure are corrected for what the cut-off removes.
    public let tailCorrection: Bool
  }

  /// Lennard-Jones interactions of several species.
  public struct Mixture: Sendable, Equatable {
    /// The interaction of each two species, symmetric, shape [species][species].
    public let pairs: [[LennardJones]]
  }

  /// The parameters of the Morse form, in the order of its formula.
  public struct Morse: Sendable, Equatable {
    /// The depth of the well, in [energy].
    public let depth: Double

    /// Where the well lies, in [length].
    public let distance: Double

    /// The rate of decay, in [1/length].
    public let rate: Double

    /// The distance beyond which particles do not interact, in [length].
    public let cutoff: Double
  }

  /// The parameters of the Born-Mayer-Huggins form, and of Buckingham's as its special case.
  public struct BornMayerHuggins: Sendable, Equatable {
    /// The strength of the repulsion at the contact distance, in [energy].
    public let repulsion: Double

    /// The contact distance, in [length].
    public let contact: Double

    /// The range of the repulsion, in [length].
    public let range: Double

    /// The strength of dispersion between dipoles, in [energy·length⁶].
    public let dipole: Double

    /// The strength of dispersion between dipoles and quadrupoles, in [energy·length⁸].
    public let quadrupole: Double

    /// The distance beyond which particles do not interact, in [length].
    public let cutoff: Double
  }

  /// Interactions of the Born-Mayer-Huggins form between several species.
  public struct Ions: Sendable, Equatable {
    /// The interaction of each two species, symmetric, shape [species][species].
    public let pairs: [[BornMayerHuggins]]
  }

  /// Columns of numbers, shape [n] each.
  public struct Table: Sendable, Equatable {
    /// Distances, in [length].
    public let distances: [Double]

    /// Energies, in [energy].
    public let energies: [Double]

    /// Forces −u′, in [force].
    public let forces: [Double]
  }

  /// The form of the interaction with its parameters.
  public enum Form: Sendable, Equatable {
    /// A Lennard-Jones fluid.
    case lennardJones(LennardJones)

    /// Lennard-Jones particles of several species.
    case mixture(Mixture)

    /// A well of exponentials.
    case morse(Morse, Truncation)

    /// Exponential repulsion and dispersion.
    case bornMayerHuggins(BornMayerHuggins, Truncation)

    /// Ions of several species with exponential repulsion and dispersion.
    case ions(Ions, Truncation)

    /// A table.
    case tabulated(Table, Truncation)
  }
}

extension PotentialFile.Form {
  /// Takes the values of a file that has passed the schema.
  ///
  /// - Throws: `DeckError` where they contradict each other, or a table cannot be read.
  init(_ root: DeckSection) throws(DeckError) {
    let ending = root.choice("truncation", as: PotentialFile.Truncation.self)
    func number(_ key: String) -> Double { root.quantity(key, in: .si) }
    switch root.text("model") {
    case "mixture": self = .mixture(try PotentialFile.Mixture(root))
    case "morse":
      self = .morse(
        .init(
          depth: number("depth"), distance: number("distance"), rate: number("rate"),
          cutoff: number("cutoff")), ending)
    case "buckingham":
      self = .bornMayerHuggins(
        .init(
          repulsion: number("repulsion"), contact: 0, range: number("range"),
          dipole: number("dispersion"), quadrupole: 0, cutoff: number("cutoff")), ending)
    case "bornMayerHuggins":
      self = .bornMayerHuggins(
        .init(
          repulsion: number("repulsion"), contact: number("contact"), range: number("range"),
          dipole: number("dipole"), quadrupole: number("quadrupole"), cutoff: number("cutoff")),
        ending)
    case "ions": self = .ions(try PotentialFile.Ions(root), ending)
    case "tabulated": self = .tabulated(try PotentialFile.Table(root), ending)
    default:
      self = .lennardJones(
        .init(
          sigma: number("sigma"), epsilon: number("epsilon"), cutoff: number("cutoff"),
          truncation: ending, tailCorrection: root.flag("tailCorrection")))
    }
    do { _ = try interaction(in: .si) } catch {
      let place: String
      switch self {
      case .bornMayerHuggins: place = "repulsion"
      case .ions: place = "pairs"
      default: throw root.problem(at: "table", "\(error)")
      }
      throw root.problem(
        at: place, "dispersion outweighs it at all distances",
        advice: "Check the units of both.")
    }
  }

  /// Where the energy is first zero and how deep it gets beyond, in the units of the file; nil
  /// without a well. Of a mixture that of the first species that has one.
  var well: (sigma: Double, depth: Double)? {
    switch self {
    case .lennardJones(let pair): return (pair.sigma, pair.epsilon)
    case .mixture(let mixture):
      let own = mixture.pairs.indices.map { mixture.pairs[$0][$0] }
      return own.first { $0.epsilon > 0 && $0.sigma > 0 }.map { ($0.sigma, $0.epsilon) }
    case .morse(let morse, _):
      return (max(morse.distance - log(2) / morse.rate, 0.1 * morse.distance), morse.depth)
    case .ions(let ions, _):
      // Charges make the well; the repulsion of unlike neighbours at contact is a fair unit of it.
      let pair = ions.pairs[0][ions.pairs.count - 1]
      return (pair.contact, pair.repulsion)
    case .bornMayerHuggins, .tabulated:
      let plain = InteractionChanges(truncation: .plain)
      return (try? interaction(in: .si, changes: plain))?.sampledWell
    }
  }
}

extension PairPotential {
  /// Where the energy first falls below zero, and how deep it gets, to a millionth: units need no
  /// more.
  fileprivate var sampledWell: (sigma: Double, depth: Double)? {
    func energy(_ distance: Double) -> Double {
      evaluate(squaredDistance: distance * distance, between: 0, 0).energy
    }
    let distances = (1..<4000).map { cutoff * Double($0) / 4000 }
    guard var outside = distances.first(where: { energy($0) < 0 }) else { return nil }
    var inside = outside - cutoff / 4000
    for _ in 0..<40 {
      let middle = 0.5 * (inside + outside)
      if energy(middle) < 0 { outside = middle } else { inside = middle }
    }
    return (outside, -(distances.map(energy).filter { !$0.isNaN }.min() ?? 0))
  }
}

extension PotentialFile.Table {
  /// Reads the table that a file names, beside itself.
  init(_ root: DeckSection) throws(DeckError) {
    let name = root.text("table")
    let folder = root.file.lastIndex(of: "/").map { root.file[...$0] } ?? ""
    let path = name.hasPrefix("/") ? name : folder + name
    let table: DelimitedTable
    do { table = try DelimitedTable(file: path) } catch {
      throw root.problem(at: "table", String(error.description.dropLast()))
    }
    guard let distances = table.numbers(in: "r"), let energies = table.numbers(in: "u"),
      let forces = table.numbers(in: "f")
    else {
      throw root.problem(
        at: "table", "its columns are \(table.columns.joined(separator: ", "))",
        advice: "Name the columns r, u and f: distance, energy, force.")
    }
    let (length, energy) = (
      root.quantity("lengthUnit", in: .si), root.quantity("energyUnit", in: .si)
    )
    self.init(
      distances: distances.map { $0 * length }, energies: energies.map { $0 * energy },
      forces: forces.map { $0 * energy / length })
  }
}
