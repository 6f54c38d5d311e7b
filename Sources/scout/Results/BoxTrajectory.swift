internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import NumericalMethods
internal import Tensors

/// The motion of one box, written frame by frame as `trajectory.xyz`.
///
/// A frame holds positions, peculiar velocities and the cell as the flow has strained it, the time
/// and the steps since the flow began, and the imposed velocity gradient. Numbers are in ångström
/// and picoseconds where the deck has units, else in reduced units; the remark `units` says which.
/// A flow may be imposed as its mirror image (`DistinctLaw`): the gradient of a frame is that of its
/// box.
struct BoxTrajectory: Sendable {
  private let file: FileFormats.Trajectory
  private let species: [String]
  private let timeStep: Double
  private let scales: Scales

  /// Starts the file that a plan asks for.
  ///
  /// - Throws: `OutputError` where it cannot be written, or is there and must not be overwritten.
  init(
    _ request: TrajectoryRequest, timeStep: Double, in units: DeckUnits, overwrite: Bool
  ) throws(OutputError) {
    let path = request.directory + "/trajectory.xyz"
    guard overwrite || !FileManager.default.fileExists(atPath: path) else {
      throw OutputError(
        path: path, action: "write a trajectory",
        reason: "there is an earlier one; use --overwrite or another output.directory")
    }
    try OutputDirectory.create(at: request.directory)
    file = try FileFormats.Trajectory(creating: path, every: request.interval)
    species = request.species
    self.timeStep = timeStep
    scales = Scales(units)
  }

  /// Where the frames are.
  var path: String { file.path }

  /// What writes the frames of a box.
  func observer(of stream: StreamName) -> ShearedFluid.Observer {
    ShearedFluid.Observer(of: stream, every: file.interval) { try file.append(frame(of: $0)) }
  }

  private func frame(of state: ShearedFluid.State) -> ExtendedXYZ {
    let (system, steps) = (state.flow.system, state.stepsUnderLoad)
    var frame = ExtendedXYZ(
      species: system.species.map { species[Int($0)] },
      positions: system.positions.map { scales.length * $0 },
      lattice: scales.length * system.cell.vectors)
    frame.velocities = system.velocities.map { (scales.length / scales.time) * $0 }
    frame.time = Double(steps) * timeStep * scales.time
    frame.step = steps
    frame.setRemark("units", scales.names)
    frame.setRemark("velocities", "peculiar")
    // Column by column, as readers take nine numbers.
    let gradient = (1 / scales.time) * state.load.tensor.transposed
    frame.setRemark(
      "velocity_gradient", gradient.components.map { "\($0)" }.joined(separator: " "))
    return frame
  }
}

/// The factors from reduced units to those of the file.
private struct Scales: Sendable {
  var length = 1.0
  var time = 1.0
  var names = "reduced"

  init(_ units: DeckUnits) {
    guard !units.isReduced else { return }
    length = units.micro.scale(of: .length) / 1e-10
    time = units.micro.scale(of: .time) / 1e-12
    names = "angstrom, ps, angstrom/ps"
  }
}
