import FileFormats
import Foundation
import InputDeck
import Tensors
import Testing

@Suite("Potentials with charges")
struct ChargedPotentialTests {
  private let library = PotentialLibrary(deck: nil, home: ShippedFiles.home)
  private let elementary = 1.602176634e-19

  @Test("water has the charges, the well and the molecule of SPC/E")
  func water() throws {
    let potential = try library.potential(named: "spce-water")
    for (particle, charge) in zip(potential.particles, [-0.8476, 0.4238]) {
      #expect((particle.charge / elementary / charge - 1).magnitude < 1e-15)
    }
    guard case .mixture(let mixture) = potential.form else {
      Issue.record("\(potential.form)")
      return
    }
    // −(A/r)⁶ + (B/r)¹² with A = 0.37122 and B = 0.3428 nm in kJ/mol.
    let (a, b) = (0.37122, 0.3428)
    let pair = mixture.pairs[0][0]
    #expect((pair.sigma / (1e-9 * b * b / a) - 1).magnitude < 1e-8)
    let depth = pow(a / b, 12) / 4 * 1000 / 6.02214076e23
    #expect((pair.epsilon / depth - 1).magnitude < 1e-7)
    #expect(mixture.pairs[0][1].epsilon == 0 && mixture.pairs[1][1].epsilon == 0)
    let molecule = try #require(potential.molecules.first)
    #expect(molecule.species == [0, 1, 1])
    // The tetrahedral angle: cos θ = −1/3.
    let lengths = molecule.rigid.map { $0.length * 1e10 }
    #expect(lengths[0] == 1 && lengths[1] == 1)
    #expect((lengths[2] - (2 * (1 + 1.0 / 3)).squareRoot()).magnitude < 1e-12)
  }

  @Test("molten salt has the parameters of Tosi and Fumi")
  func salt() throws {
    let potential = try library.potential(named: "nacl-tosi-fumi")
    for (particle, charge) in zip(potential.particles, [1.0, -1]) {
      #expect((particle.charge / elementary / charge - 1).magnitude < 1e-15)
    }
    guard case .ions(let ions, .plain) = potential.form else {
      Issue.record("\(potential.form)")
      return
    }
    for (pair, expected) in zip(
      [ions.pairs[0][0], ions.pairs[0][1], ions.pairs[1][0], ions.pairs[1][1]],
      [
        (1.25, 2.34, 1.68, 0.8), (1, 2.755, 11.2, 13.9), (1, 2.755, 11.2, 13.9),
        (0.75, 3.17, 116, 233),
      ])
    {
      #expect((pair.repulsion / (expected.0 * 0.338e-19) - 1).magnitude < 1e-12)
      #expect((pair.contact / (expected.1 * 1e-10) - 1).magnitude < 1e-12)
      #expect((1e-10 / pair.range / 3.15 - 1).magnitude < 1e-12)
      #expect((pair.dipole / (expected.2 * 1e-79) - 1).magnitude < 1e-12)
      #expect((pair.quadrupole / (expected.3 * 1e-99) - 1).magnitude < 1e-12)
    }
  }

  /// 64 ions of perturbed rock salt, by independent sums; see the fixture's source.
  @Test("salt has the energies, the virial and the forces of the reference")
  func reference() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "nacl64_configuration_forces", withExtension: "csv", subdirectory: "Fixtures"))
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst(2)
      .map { $0.split(separator: ",").map(String.init) }
    func vector(_ row: [String], _ start: Int) -> Vector3 {
      Vector3(
        Double(row[start]) ?? .nan, Double(row[start + 1]) ?? .nan, Double(row[start + 2]) ?? .nan)
    }
    let configuration = ExtendedXYZ(
      species: rows.map { $0[1] }, positions: rows.map { vector($0, 2) },
      lattice: Tensor3(diagonal: Vector3(11.28, 11.28, 11.28)))
    var options = SinglePoint.Options(cutoff: .plain(5.6), truncation: nil, tail: nil)
    options.ewald = try EwaldOptions(accuracy: 1e-11)
    let point = try SinglePoint(
      .extendedXYZ(configuration), file: "x.xyz",
      potential: try library.potential(named: "nacl-tosi-fumi"), options: options)
    let document = try #require(
      try JSONSerialization.jsonObject(
        with: Data(JSONDocument.text(of: point.json(withForces: true)).utf8)) as? [String: Any])
    let energy = try #require(document["energy"] as? [String: Double])
    #expect((try #require(energy["pair"]) / 39.91858383126942 - 1).magnitude < 1e-10)
    let coulomb = ["real", "reciprocal", "self", "excluded"].reduce(0) { $0 + (energy[$1] ?? 0) }
    #expect((coulomb / -285.7133219314184 - 1).magnitude < 1e-9)
    // e²/(4π ε₀ Å) in eV, CODATA 2018.
    let unit = 14.399645478425667
    let virials = [
      (0, 0, -6.672586312082829, 122.66652419019978),
      (1, 2, 0.0668622614993926, -0.2799265090426502),
      (2, 0, -0.0003827891485476652, 2.3823235866477894),
      (2, 2, -6.534173534168967, 115.9122526840332),
    ]
    let pressure = try #require(document["pressureTensor"] as? [[Double]])
    let volume = 11.28 * 11.28 * 11.28
    for (row, column, charges, pairs) in virials {
      let expected = (charges * unit + pairs) / volume * 160217.6634
      #expect((pressure[row][column] - expected).magnitude < 1e-6 * 2700)
    }
    let forces = try #require(document["forces"] as? [[Double]])
    for (force, row) in zip(forces, rows) {
      let expected = unit * vector(row, 5) + vector(row, 8)
      #expect((Vector3(force[0], force[1], force[2]) - expected).norm < 1e-8)
    }
  }

  @Test(
    "decks say which molecules they do not move",
    arguments: [
      ("composition: [0.3333, 0.6667], particles: 1536", "the molecules decide the shares"),
      ("particles: 1000", "Use 1002."),
    ])
  func molecules(keys: String, message: String) throws {
    let text = """
      micro: { model: shearedFluid, potential: spce-water, \(keys), density: 1 g/cm^3,
        temperature: 298 K }
      load: { shearRate: 400 1/ns }
      """
    #expect {
      try MicroPlan(
        try Deck(text: text, file: "deck.yaml", schema: .scout), potentials: ShippedFiles.potentials
      )
    } throws: { "\($0)".contains(message) }
  }

  private static let twice = """
    model: ions
    species: [{name: A, mass: 1, charge: 1}, {name: B, mass: 1, charge: -1}]
    range: 0.1
    cutoff: 3
    pairs:
      - {between: [A, A], repulsion: 1, contact: 1, dipole: 0, quadrupole: 0}
      - {between: [A, B], repulsion: 1, contact: 1, dipole: 0, quadrupole: 0}
      - {between: [B, A], repulsion: 1, contact: 1, dipole: 0, quadrupole: 0}
    """

  private static let mixture = """
    model: mixture
    species: [{name: A, mass: 1, sigma: 1, epsilon: 1}, {name: B, mass: 1, sigma: 1, epsilon: 0}]
    cutoff: 3

    """

  @Test(
    "refuses ions without a pair, molecules of strangers and two cut-offs",
    arguments: [
      (twice, "stated twice"),
      (mixture + "cutoffRatio: 2\n", "state either this one or cutoffRatio"),
      (
        mixture + "molecules: [{name: m, atoms: [A, C], rigid: [{between: [1, 2], length: 1}]}]\n",
        "there is no species C"
      ),
    ])
  func refusals(text: String, message: String) {
    #expect {
      try PotentialFile(
        text: "name: x\nsource: a paper\nunits: reduced\n" + text, file: "x.yaml")
    } throws: { "\($0)".contains(message) }
  }
}
