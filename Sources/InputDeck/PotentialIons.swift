internal import MolecularDynamics
internal import Tensors

extension PotentialFile.Ions {
  /// Takes the pairs of species that a file lists, each once.
  init(_ root: DeckSection) throws(DeckError) {
    let names = root.sections("species").map { $0.text("name") }
    try root.requireDistinctSpecies()
    var found: [SpeciesPair: PotentialFile.BornMayerHuggins] = [:]
    for section in root.sections("pairs") {
      let pair = try SpeciesPair(section, names)
      guard found[pair] == nil else {
        throw section.problem(
          at: "between", "this pair of species is stated twice", advice: "Keep one of them.")
      }
      found[pair] = PotentialFile.BornMayerHuggins(
        repulsion: section.quantity("repulsion", in: .si),
        contact: section.quantity("contact", in: .si), range: root.quantity("range", in: .si),
        dipole: section.quantity("dipole", in: .si),
        quadrupole: section.quantity("quadrupole", in: .si),
        cutoff: root.quantity("cutoff", in: .si))
    }
    var pairs: [[PotentialFile.BornMayerHuggins]] = []
    for first in names.indices {
      pairs.append([])
      for second in names.indices {
        guard let pair = found[SpeciesPair(first, second)] else {
          throw root.problem(
            at: "pairs", "none is between \(names[first]) and \(names[second])",
            advice: "State every pair of species, those of equal ones too.")
        }
        pairs[first].append(pair)
      }
    }
    self.init(pairs: pairs)
  }
}

extension DeckSection {
  /// Requires that no two species have the same name.
  func requireDistinctSpecies() throws(DeckError) {
    let species = sections("species")
    let names = species.map { $0.text("name") }
    for (index, name) in names.enumerated() where names.firstIndex(of: name) != index {
      throw species[index].problem(
        at: "name", "another species has this name", advice: "Give each species its own name.")
    }
  }
}
