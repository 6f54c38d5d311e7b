public import ArgumentParser
internal import FileFormats
public import InputDeck
internal import MolecularDynamics
internal import Tensors

/// `scout evaluate`: energy, forces and pressure of one configuration, term by term.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Energy, forces and pressure of a configuration, term by term.",
    discussion: """
      Files that end in .data, .lmp or .lammps, or look like one, are data files of LAMMPS; their \
      types are the potential's species in its order. All others are extended XYZ, with species by \
      name. Lengths are angstrom for the potential of a substance (LAMMPS units real and metal) \
      and reduced for a reduced potential (LAMMPS units lj).
      """)

  @Argument(help: "An extended XYZ file or a data file of LAMMPS; its cell is periodic.")
  var file: String

  @Option(help: "A potential: a name from potentials/ or a path to a file.")
  var potential: String

  @Option(help: "The cut-off, such as 3.0 or \"9 angstrom\"; a plain number is in the file's unit.")
  var cutoff: String?

  @Flag(inversion: .prefixedNo, help: "Add the mean contribution of pairs beyond the cut-off.")
  var tail: Bool?

  @Option(help: "How the potential ends: plain, shifted or forceShifted.")
  var truncation: PotentialFile.Truncation?

  @Option(help: "The precision of pairs: double or mixed, which shows what mixed decks compute.")
  var arithmetic = Arithmetic.double

  @Option(help: "For potentials with bonds: how many successive particles make up a chain.")
  var chainLength: Int?

  @Option(
    help: "For charges: the error of the forces over the Coulomb forces, as roots of mean squares.")
  var ewaldAccuracy: Double?

  @Option(help: "For charges: the splitting parameter, one over the file's unit of length.")
  var ewaldAlpha: Double?

  @Option(
    help:
      "For charges: the largest integer of wave vectors; |n|^2 < kmax^2 + 2 of a cube are summed."
  )
  var ewaldKmax: Double?

  @Flag(
    help: "For charges: sum on a mesh, and measure its error against a direct sum.")
  var ewaldMesh = false

  @Option(help: "For charges: the distance of mesh points, in the file's unit of length.")
  var ewaldSpacing: Double?

  @Flag(help: "For charges: let a uniform background neutralize a cell with a net charge.")
  var background = false

  @Flag(help: "Print the forces too.")
  var forces = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try cutoffLength()
    do { _ = try ewald() } catch let error as ParameterError {
      throw ValidationError("The \(error.description).")
    }
  }

  func run() throws {
    let configuration = try ConfigurationFile(file: file)
    let potentialFile = try PotentialLibrary(deck: nil).potential(named: potential)
    var options = SinglePoint.Options(
      cutoff: try cutoffLength(), truncation: truncation, tail: tail, chainLength: chainLength)
    options.arithmetic = arithmetic
    options.ewald = try ewald()
    let point = try SinglePoint(
      configuration, file: file, potential: potentialFile, options: options)
    Console.print(
      common.json ? JSONDocument.text(of: point.json(withForces: forces)).trimmed : point.text)
  }

  /// How charges are summed, where anything was said about it.
  private func ewald() throws -> EwaldOptions? {
    let isDirect = ewaldAlpha != nil || ewaldKmax != nil
    let isOnMesh = ewaldMesh || ewaldSpacing != nil
    guard isDirect || isOnMesh || ewaldAccuracy != nil || background else { return nil }
    guard !(isDirect && isOnMesh) else {
      throw ValidationError("--ewald-alpha and --ewald-kmax are for a sum without a mesh.")
    }
    return try EwaldOptions(
      accuracy: ewaldAccuracy
        ?? (isOnMesh ? EwaldOptions.usualMeshAccuracy : EwaldOptions.usualAccuracy),
      splitting: ewaldAlpha,
      index: ewaldKmax, neutralizes: background, isOnMesh: isOnMesh, meshSpacing: ewaldSpacing)
  }

  /// The cut-off as a quantity, or as a plain number.
  private func cutoffLength() throws -> SinglePoint.Length? {
    guard let cutoff else { return nil }
    if let number = Quantity.plainNumber(cutoff), number > 0 { return .plain(number) }
    guard let quantity = try? Quantity(parsing: cutoff), quantity.dimension == .length,
      quantity.value > 0
    else {
      throw ValidationError("--cutoff takes a positive length such as 3.0 or \"9 angstrom\".")
    }
    return .metres(quantity.value)
  }
}

extension PotentialFile.Truncation: ExpressibleByArgument {}
