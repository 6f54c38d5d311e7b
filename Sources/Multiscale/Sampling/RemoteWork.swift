public import Foundation
internal import MessagePassing
public import ScaleBridge
internal import Statistics

extension SamplingTask {
  /// The rows that another process samples before it hands its work in.
  private static var piece: Int { 4 * slice }

  /// Teaches a workshop this kind of work.
  static func teach(_ name: String, by model: Model, in workshop: Workshop) {
    workshop.learn(name) { order in
      let task = try BinaryCoding.decode(SamplingTask.self, from: order)
      return try BinaryCoding.encode(task.performed(by: model, atMost: piece))
    }
  }

  /// Has the work done by other processes, piece by piece; the result is the same bit for bit.
  ///
  /// - Parameter deposit: as for `performed`.
  /// - Throws: `CancellationError`.
  func performed(
    by hands: any Hands, as name: String, deposit: (Extension<Model>, Bool) -> Void
  ) async throws -> Extension<Model> {
    var task = self
    while !task.isDone {
      do {
        let answer = try await hands.perform(name, BinaryCoding.encode(task.withoutRows))
        task.take(try BinaryCoding.decode(Extension<Model>.self, from: answer))
      } catch let error as CancellationError {
        deposit(task.part, true)
        throw error
      } catch {
        task.suffer(MicroFailure(error))
      }
      deposit(task.part, true)
    }
    return task.part
  }

  /// The task without the rows that need not travel.
  private var withoutRows: SamplingTask {
    var task = self
    task.recorded = rows - rowsLeft
    (task.part.series, task.part.freshTransient) = (nil, nil)
    return task
  }

  /// Takes in what was added by somebody who had not seen the rows before.
  private mutating func take(_ added: Extension<Model>) {
    var part = added
    if added.freshTransient == nil {
      part.freshTransient = self.part.freshTransient
      if var series = self.part.series {
        if let rows = added.series { series.append(contentsOf: rows) }
        part.series = series
      }
    }
    self.part = part
  }
}

/// Work at rest as it travels.
public enum StretchWork {
  /// Does a piece of work that has arrived as bytes, and gives the result as bytes.
  ///
  /// - Throws: `CancellationError`; an error of decoding.
  public static func done<Model: StretchModel>(_ order: Data, by model: Model) throws -> Data {
    let task = try BinaryCoding.decode(StretchTask<Model>.self, from: order)
    return try BinaryCoding.encode(task.performed(by: model))
  }
}

extension StretchTask {
  /// Teaches a workshop this kind of work.
  static func teach(_ name: String, by model: Model, in workshop: Workshop) {
    workshop.learn(name) { try StretchWork.done($0, by: model) }
  }

  /// Does the work here, or has it done by other processes where there are any.
  ///
  /// - Throws: `CancellationError`.
  func performed(
    by model: Model, on scheduler: ThreadScheduler, as name: String
  ) async throws -> StretchTask {
    guard let hands = scheduler.hands else { return try performed(by: model) }
    var task = self
    while true {
      do {
        return try BinaryCoding.decode(
          StretchTask.self, from: await hands.perform(name, BinaryCoding.encode(task)))
      } catch let error as CancellationError {
        throw error
      } catch {
        guard task.survives(MicroFailure(error)) else { return task }
      }
    }
  }
}
