package import MnemeCore

/// Answers held to the schemas that clients send with their requests.
package struct SchemaAnswerCheck: AnswerCheck {
  package init() {}

  package func validate(schema: JSONValue) throws(MnemeError) {
    do throws(MnemeError) {
      _ = try JSONSchema(schema)
    } catch {
      throw MnemeError(.invalidInput, "The schema of the answer cannot be checked: \(error.message)")
    }
  }

  package func flaw(of answer: JSONValue, under schema: JSONValue) -> String? {
    do {
      try JSONSchema(schema).check(answer)
      return nil
    } catch let error as ToolFailure {
      return error.message
    } catch {
      return "The schema cannot be checked."
    }
  }
}
