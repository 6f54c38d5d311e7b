internal import MolecularDynamics
internal import Tensors

extension PotentialFile {
  /// Particles that stay together, in the order in which files have them.
  ///
  /// They do not interact with each other, neither by the pair interaction nor by their charges.
  public struct Molecule: Sendable, Equatable {
    /// Two particles whose distance does not change.
    public struct RigidDistance: Sendable, Equatable {
      /// Their places in the molecule, counted from 0.
      public let first, second: Int

      /// Their distance, in [length].
      public let length: Double
    }

    /// What it is called.
    public let name: String

    /// The species of its particles as the potential counts them.
    public let species: [UInt8]

    /// The distances that do not change.
    public let rigid: [RigidDistance]

    /// The molecules of a file.
    ///
    /// - Throws: `DeckError` where a molecule has particles that there are not.
    static func all(_ root: DeckSection, of names: [String]) throws(DeckError) -> [Molecule] {
      guard root.has("molecules") else { return [] }
      var molecules: [Molecule] = []
      for section in root.sections("molecules") {
        molecules.append(try Molecule(section, of: names))
      }
      return molecules
    }

    private init(_ section: DeckSection, of names: [String]) throws(DeckError) {
      name = section.text("name")
      var species: [UInt8] = []
      for atom in section.texts("atoms") {
        guard let index = names.firstIndex(of: atom) else {
          throw section.problem(
            at: "atoms", "there is no species \(atom)",
            advice: "The species are \(names.joined(separator: ", ")).")
        }
        species.append(UInt8(index))
      }
      self.species = species
      var rigid: [RigidDistance] = []
      for distance in section.sections("rigid") {
        let pair = distance.integers("between")
        guard pair[0] != pair[1], max(pair[0], pair[1]) <= species.count else {
          throw distance.problem(
            at: "between", "a distance is between two of the \(species.count) particles")
        }
        rigid.append(
          RigidDistance(
            first: pair[0] - 1, second: pair[1] - 1, length: distance.quantity("length", in: .si)))
      }
      self.rigid = rigid
    }
  }
}
