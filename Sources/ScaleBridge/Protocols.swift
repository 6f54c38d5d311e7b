public import NumericalMethods
public import Statistics
public import Tensors

/// What the macro solver knows of its missing constitutive law: a batch of loads in, a batch of
/// estimates out.
///
/// A formula, a box of particles, a cell problem and every decorator around them conform to it.
/// Laws are values: a law that remembers changes in `respond`, and a copy is a snapshot.
public protocol ConstitutiveLaw<Load, Response>: Sendable {
  /// The imposed local macroscopic state.
  associatedtype Load: Sendable
  /// The flux.
  associatedtype Response: Componentwise

  /// Answers all loads of a batch, in their order, as precisely as asked.
  ///
  /// - Throws: `MicroFailure` where the micro simulation cannot answer; `CancellationError`.
  mutating func respond(
    to loads: [Load], within precision: Precision
  ) async throws -> [Estimate<Response>]
}

/// A simulator on the small scale that can be put under a macroscopic load and sampled.
public protocol MicroModel: Sendable {
  /// The imposed local macroscopic state.
  associatedtype Load: Componentwise & Codable
  /// The flux that is averaged.
  associatedtype Response: Componentwise
  /// Everything that evolves, and nothing else.
  associatedtype State: Sendable & Codable

  /// What a recorded row holds after the components of the response: quantities that must be
  /// stationary too, such as temperature and potential energy.
  var companionNames: [String] { get }

  /// Steps and particle steps that a state has taken since it was made; seconds are zero.
  func cost(of state: State) -> Cost

  /// Restriction: a state that feels the load, continued from a kept one or made from scratch.
  ///
  /// - Parameter stream: the name under which a state made from scratch draws its random numbers.
  /// - Throws: `MicroFailure` when the load cannot be imposed.
  func prepare(_ load: Load, from kept: State?, stream: StreamName) throws -> State

  /// Micro-solve: goes on under the load the state was prepared for and records rows of
  /// response components and companions at a fixed interval, shape [count][components].
  ///
  /// - Throws: `MicroFailure` when the trajectory breaks down.
  func sample(_ state: inout State, count: Int) throws -> VectorSeries

  /// The least number of rows to discard after a state was prepared, on physical grounds.
  func transient(of state: State) -> Int

  /// The same model, recording the same rows, with a time step that is shorter by a factor: for
  /// trajectories that broke down. The model itself where it has no time step.
  func refined(by factor: Int) -> Self
}

extension MicroModel {
  /// The model itself.
  public func refined(by factor: Int) -> Self { self }
}

/// A macroscopic conservation law on its grid, advanced by answers about its missing flux.
public protocol MacroProblem: Sendable {
  /// The imposed local macroscopic state.
  associatedtype Load: Sendable
  /// The flux.
  associatedtype Response: Componentwise

  /// Whether the schedule has ended or the steady state is reached.
  var isFinished: Bool { get }

  /// Restriction: the loads whose fluxes the next update needs, one per quadrature point or face.
  var loads: [Load] { get }

  /// How well those fluxes must be known.
  var precision: Precision { get }

  /// Macro update: one step of time or of the outer iteration with the answers to `loads`.
  ///
  /// - Throws: `MacroFailure` when the update has no finite solution.
  mutating func advance(with responses: [Estimate<Response>]) throws
}

/// A failure of the macro solver, in words a person understands.
public struct MacroFailure: Error, Sendable, CustomStringConvertible {
  /// What happened, where, and what can be done.
  public let description: String

  /// Creates a failure.
  public init(_ description: String) { self.description = description }
}
