extension Schema {
  /// What an owner makes of conversations, and what an answer was made with: ids and scores, never text.
  static let conversations = """
    -- The owner's own; NULL leaves the one that is made of the messages.
    ALTER TABLE sessions ADD COLUMN title TEXT CHECK (length(title) > 0);
    -- Id of the message of another conversation that stands last before this one's own.
    ALTER TABLE sessions ADD COLUMN branch_of TEXT;
    ALTER TABLE interactions ADD COLUMN recalled TEXT;
    """
}
