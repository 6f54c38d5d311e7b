import FileFormats
import Foundation
import InputDeck
import MolecularDynamics
import Tensors
import Testing

@Suite("Forms of potentials")
struct PotentialFormTests {
  private let library = PotentialLibrary(deck: nil, home: ShippedFiles.home)

  private func file(_ text: String, named name: String = "x.yaml") throws -> PotentialFile {
    try PotentialFile(text: "name: x\nsource: a paper\n" + text, file: name)
  }

  private struct Unreadable: Error {}

  /// Energy and forces of a configuration as `scout evaluate` prints them.
  private func evaluate(
    _ potential: PotentialFile, _ species: [String], _ positions: [Vector3], edge: Double
  ) throws -> (energy: Double, forces: [Vector3]) {
    let configuration = ExtendedXYZ(
      species: species, positions: positions,
      lattice: Tensor3(diagonal: Vector3(edge, edge, edge)))
    let point = try SinglePoint(
      .extendedXYZ(configuration), file: "x.xyz", potential: potential,
      options: .init(cutoff: nil, truncation: nil, tail: nil))
    guard case .object(let document) = point.json(withForces: true),
      case .object(let terms) = document["energy"], case .number(let energy) = terms["total"],
      case .array(let rows) = document["forces"]
    else { throw Unreadable() }
    let forces = try rows.map { row in
      guard case .array(let row) = row, row.count == 3 else { throw Unreadable() }
      let numbers = row.map { if case .number(let number) = $0 { number } else { Double.nan } }
      return Vector3(numbers[0], numbers[1], numbers[2])
    }
    return (energy, forces)
  }

  /// Kob & Andersen (1995): σ and ε of all pairs, cut at 2.5 σ.
  @Test("the mixture of Kob and Andersen has its published parameters")
  func kobAndersen() throws {
    let potential = try library.potential(named: "kob-andersen")
    guard case .mixture(let mixture) = potential.form else {
      Issue.record("\(potential.form)")
      return
    }
    let found = mixture.pairs.map { $0.map { [$0.sigma, $0.epsilon, $0.cutoff] } }
    #expect(found == [[[1, 1, 2.5], [0.8, 1.5, 2]], [[0.8, 1.5, 2], [0.88, 0.5, 2.2]]])
    #expect(potential.particles.map(\.name) == ["A", "B"])
    #expect(potential.unitSystem == nil)
  }

  @Test("the polymer of Kremer and Grest has its bond")
  func kremerGrest() throws {
    let potential = try library.potential(named: "kremer-grest")
    #expect(potential.bond == .kremerGrest)
    #expect(potential.bond(in: .si) == .kremerGrest)
  }

  /// The names of the particles choose their parameters, in whatever order they come; the sum over
  /// all pairs and nearest images is taken one by one.
  @Test("particles of a configuration are those of the mixture that have their names")
  func mixed() throws {
    let potential = try library.potential(named: "kob-andersen")
    let edge = 6.0
    let species = ["B", "A", "A", "B", "A", "B", "B", "A"]
    let positions = (0..<8).map { index in
      let place = Vector3(Double(index & 1), Double(index >> 1 & 1), Double(index >> 2))
      return 1.05 * place + Vector3(5.6, 0.07 * Double(index), 0)
    }
    let table = [
      ["A", "A"]: (1.0, 1.0), ["A", "B"]: (0.8, 1.5), ["B", "A"]: (0.8, 1.5),
      ["B", "B"]: (0.88, 0.5),
    ]
    var (energy, forces) = (0.0, [Vector3](repeating: .zero, count: 8))
    for first in 0..<8 {
      for second in 0..<first {
        let (sigma, epsilon) = try #require(table[[species[first], species[second]]])
        let way = positions[first] - positions[second]
        let nearest = way - edge * ((1 / edge) * way).rounded(.toNearestOrEven)
        let distance = nearest.norm
        guard distance <= 2.5 * sigma else { continue }
        let sixth: Double = pow(sigma / distance, 6)
        let last: Double = pow(0.4, 6)
        energy += 4 * epsilon * (sixth * (sixth - 1) - last * (last - 1))
        let strength: Double = 24 * epsilon * sixth * (2 * sixth - 1)
        let force = (strength / (distance * distance)) * nearest
        forces[first] += force
        forces[second] -= force
      }
    }
    let found = try evaluate(potential, species, positions, edge: edge)
    #expect(abs(found.energy - energy) < 1e-12 * 100)
    for (one, other) in zip(found.forces, forces) { #expect((one - other).norm < 1e-10) }
  }

  @Test("particles that a mixture does not know are refused")
  func strangers() throws {
    let potential = try library.potential(named: "kob-andersen")
    #expect {
      try evaluate(potential, ["A", "C"], [.zero, Vector3(1, 0, 0)], edge: 6)
    } throws: {
      "\($0)" == "x.xyz, line 4: found C, but the potential kob-andersen describes A, B only; "
        + "use a potential for these particles."
    }
    let polymer = try library.potential(named: "kremer-grest")
    #expect {
      try evaluate(polymer, ["M", "M"], [.zero, Vector3(1, 0, 0)], edge: 6)
    } throws: {
      "\($0)" == "x.xyz: found particles without bonds, but the potential kremer-grest describes "
        + "bonded particles; state with --chain-length how many successive particles make up a "
        + "chain."
    }
  }

  /// Two particles 1 Å outside the well of a Morse potential, in electronvolts.
  @Test("a Morse well in physical units")
  func morse() throws {
    let potential = try file(
      """
      units: physical
      model: morse
      species: Cu
      mass: 63.546 u
      depth: 0.3429 eV
      distance: 2.866 angstrom
      rate: 1.3588 1/angstrom
      cutoff: 9 angstrom
      """)
    let found = try evaluate(
      potential, ["Cu", "Cu"], [.zero, Vector3(3.866, 0, 0)], edge: 20)
    let decay = exp(-1.3588)
    #expect(abs(found.energy - 0.3429 * decay * (decay - 2)) < 1e-12)
    let force = 2 * 1.3588 * 0.3429 * decay * (decay - 1)
    #expect(abs(found.forces[1].x - force) < 1e-12)
  }

  /// u(r) = A e^{(σ − r)/ρ} − C/r⁶ − D/r⁸ at 3.1 Å, and Buckingham's with the same C.
  @Test("exponential repulsion and dispersion in physical units")
  func ions() throws {
    let general = try file(
      """
      units: physical
      model: bornMayerHuggins
      mass: 30 u
      repulsion: 0.211 eV
      contact: 2.755 angstrom
      range: 0.317 angstrom
      dipole: 6.99 eV angstrom^6
      quadrupole: 8.68 eV angstrom^8
      cutoff: 9 angstrom
      """)
    let found = try evaluate(general, ["X", "X"], [.zero, Vector3(0, 3.1, 0)], edge: 20)
    let exact =
      0.211 * exp((2.755 - 3.1) / 0.317) - 6.99 / pow(3.1, 6) - 8.68 / pow(3.1, 8)
    #expect(abs(found.energy - exact) < 1e-13)
    let simple = try file(
      """
      units: physical
      model: buckingham
      mass: 30 u
      repulsion: 1254 eV
      range: 0.317 angstrom
      dispersion: 6.99 eV angstrom^6
      cutoff: 9 angstrom
      truncation: shifted
      """)
    let shifted = try evaluate(simple, ["X", "X"], [.zero, Vector3(0, 3.1, 0)], edge: 20)
    func energy(_ r: Double) -> Double { 1254 * exp(-r / 0.317) - 6.99 / pow(r, 6) }
    #expect(abs(shifted.energy - (energy(3.1) - energy(9))) < 1e-13)
  }

  /// A table of the Lennard-Jones form in kelvin and nanometres, beside the file that names it.
  @Test("a table beside its file")
  func table() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("scout-table-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var rows = "r,u,f\n"
    for index in 0...400 {
      let r = 0.28 + 0.0015 * Double(index)
      let sixth = pow(0.34 / r, 6)
      rows += "\(r),\(480 * (sixth * sixth - sixth)),\(2880 * (2 * sixth * sixth - sixth) / r)\n"
    }
    try rows.write(to: folder.appendingPathComponent("u.csv"), atomically: true, encoding: .utf8)
    let potential = try file(
      """
      units: physical
      model: tabulated
      species: Ar
      mass: 39.948 u
      table: u.csv
      lengthUnit: 1 nm
      energyUnit: 1 K
      truncation: forceShifted
      """, named: folder.path + "/x.yaml")
    let units = try #require(potential.unitSystem)
    #expect(abs(units.length / 3.4e-10 - 1) < 1e-5)
    #expect(abs(units.temperature / 120 - 1) < 1e-5)
    let found = try evaluate(potential, ["Ar", "Ar"], [.zero, Vector3(0, 3.7, 0)], edge: 20)
    func plain(_ r: Double) -> (energy: Double, force: Double) {
      let sixth = pow(3.4 / r, 6)
      return (480 * (sixth * sixth - sixth), 2880 * (2 * sixth * sixth - sixth) / r)
    }
    let (inside, edge) = (plain(3.7), plain(8.8))
    let kelvin = UnitSystem.boltzmann / 1.602176634e-19
    let exact = kelvin * (inside.energy - edge.energy + (3.7 - 8.8) * edge.force)
    #expect(abs(found.energy - exact) < 1e-6 * abs(exact))
    #expect(abs(found.forces[1].y - kelvin * (inside.force - edge.force)) < 1e-4 * kelvin * 100)
  }

  @Test("only Lennard-Jones interactions have a tail correction")
  func tails() throws {
    let potential = try file(
      """
      units: reduced
      model: morse
      mass: 1
      depth: 1
      distance: 1.1
      rate: 6
      cutoff: 2.5
      """)
    let configuration = ExtendedXYZ(
      species: ["X"], positions: [.zero], lattice: Tensor3(diagonal: Vector3(6, 6, 6)))
    #expect(throws: ParameterError.self) {
      try SinglePoint(
        .extendedXYZ(configuration), file: "x.xyz", potential: potential,
        options: .init(cutoff: nil, truncation: nil, tail: true))
    }
  }
}
