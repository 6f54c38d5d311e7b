/// How the stress of a flow is measured.
public enum StressEstimator: String, Sendable, Codable, CaseIterable {
  /// By whichever is predicted to be cheaper: flows directly, or fluctuations at rest where a flow
  /// shows that the fluid answers linearly.
  case automatic

  /// As the mean stress of boxes in the flow.
  case direct

  /// From the transients of flows started in boxes at rest, by their correlation with the
  /// dissipation of the start.
  case transientCorrelation
}
