internal import MolecularDynamics
internal import Tensors

extension PotentialFile.Mixture {
  /// Combines the species that a file lists.
  init(_ root: DeckSection) throws(DeckError) {
    let species = root.sections("species")
    let names = species.map { $0.text("name") }
    try root.requireDistinctSpecies()
    let rule = root.choice("mixing", as: CombiningRule.self)
    let own = species.map(LennardJonesParameters.init)
    guard let reach = root.cutoff else {
      throw root.problem(
        at: "cutoff", "state either this one or cutoffRatio",
        advice: "cutoff is the same for all pairs, cutoffRatio is in units of each pair's sigma.")
    }
    var (exceptions, cutoffs) = ([SpeciesPair: LennardJonesParameters](), [SpeciesPair: Double]())
    for section in root.sections("pairs") {
      let pair = try SpeciesPair(section, names)
      guard exceptions[pair] == nil else {
        throw section.problem(
          at: "between", "this pair of species is stated twice", advice: "Keep one of them.")
      }
      var combined = rule.combine(own[pair.first], own[pair.second])
      combined.sigma = section.optionalQuantity("sigma", in: .si) ?? combined.sigma
      combined.epsilon = section.optionalQuantity("epsilon", in: .si) ?? combined.epsilon
      exceptions[pair] = combined
      cutoffs[pair] = section.optionalQuantity("cutoff", in: .si)
    }
    pairs = names.indices.map { first in
      names.indices.map { second in
        let pair = SpeciesPair(first, second)
        let parameters = exceptions[pair] ?? rule.combine(own[pair.first], own[pair.second])
        return PotentialFile.LennardJones(
          sigma: parameters.sigma, epsilon: parameters.epsilon,
          cutoff: cutoffs[pair] ?? reach(parameters.sigma),
          truncation: root.choice("truncation", as: PotentialFile.Truncation.self),
          tailCorrection: root.flag("tailCorrection"))
      }
    }
  }
}

extension DeckSection {
  /// The cut-off of a pair from its sigma, as one of two keys says; nil unless it is one of them.
  fileprivate var cutoff: ((_ sigma: Double) -> Double)? {
    switch (optionalQuantity("cutoff", in: .si), optionalNumber("cutoffRatio")) {
    case (let cutoff?, nil): { _ in cutoff }
    case (nil, let ratio?): { ratio * $0 }
    default: nil
    }
  }
}

extension LennardJonesParameters {
  /// The parameters a section states.
  fileprivate init(_ section: DeckSection) {
    self.init(
      sigma: section.quantity("sigma", in: .si), epsilon: section.quantity("epsilon", in: .si))
  }
}

extension SpeciesPair {
  /// The species that a section says it stands between.
  init(_ section: DeckSection, _ names: [String]) throws(DeckError) {
    let asked = section.texts("between")
    for name in asked where !names.contains(name) {
      throw section.problem(
        at: "between", "there is no species \(name)",
        advice: "The species are \(names.joined(separator: ", ")).")
    }
    self.init(names.firstIndex(of: asked[0]) ?? 0, names.firstIndex(of: asked[1]) ?? 0)
  }
}
