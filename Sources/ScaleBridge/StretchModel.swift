public import NumericalMethods

/// A micro simulation at equilibrium that records independent stretches of time of one length,
/// from which an answer follows that is no mean of samples: transport coefficients from
/// fluctuations.
public protocol StretchModel: Sendable {
  /// Everything that evolves, and nothing else.
  associatedtype State: Sendable & Codable
  /// What one stretch recorded.
  associatedtype Record: Sendable & Codable
  /// What all records together say.
  associatedtype Answer: Sendable

  /// A state at equilibrium, made from scratch.
  ///
  /// - Throws: `MicroFailure` when it cannot be made.
  func equilibrium(stream: StreamName) throws -> State

  /// One stretch, after the state has forgotten the one before.
  ///
  /// - Throws: `MicroFailure` when the trajectory breaks down.
  func record(_ state: inout State) throws -> Record

  /// What records say, in any order of recording.
  ///
  /// - Throws: where they are too few or too short to say anything.
  func answer(from records: [Record]) throws -> Answer

  /// Steps and particle steps that a state has taken since it was made; seconds are zero.
  func cost(of state: State) -> Cost
}
