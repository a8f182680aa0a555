extension ServerMetrics {
  static let definitions: [MetricDefinition] = [
    MetricDefinition("http_requests_total", .counter, "Requests answered, by route, method and class of status."),
    MetricDefinition(
      "http_request_duration_seconds", .histogram(Buckets.seconds),
      "Time from a request's head to the last byte of its answer."),
    MetricDefinition("mneme_turns_total", .counter, "Turns, by channel and how they ended."),
    MetricDefinition("mneme_turn_duration_seconds", .histogram(Buckets.seconds), "Time of whole turns."),
    MetricDefinition("mneme_tool_rounds_total", .counter, "Rounds in which models called tools."),
    MetricDefinition("mneme_tool_calls_total", .counter, "Calls of our own tools, by tool and outcome."),
    MetricDefinition("mneme_tool_duration_seconds", .histogram(Buckets.seconds), "Time of calls of our own tools."),
    MetricDefinition("mneme_recall_duration_seconds", .histogram(Buckets.seconds), "Time of searches of memory."),
    MetricDefinition("mneme_jobs_total", .counter, "Background jobs, by kind and outcome."),
    MetricDefinition("mneme_failures_total", .counter, "Failures of work that somebody waited for, by class."),
    MetricDefinition(
      "mneme_suspicions_total", .counter, "Untrusted texts in prompts that read like orders, by where they come from."),
    MetricDefinition("mneme_redactions_total", .counter, "What was taken out of answers: secrets and inner tags."),
    MetricDefinition("mneme_turns_running", .gauge, "Turns that have begun and not ended."),
    MetricDefinition("mneme_queue_depth", .gauge, "Background jobs that wait or run."),
    MetricDefinition("mneme_queue_oldest_age_seconds", .gauge, "Age of the oldest waiting job; 0 when none waits."),
    MetricDefinition("mneme_jobs_abandoned", .gauge, "Jobs that failed for good and wait for a person."),
    MetricDefinition("mneme_memories", .gauge, "Memories that speak, in all spaces."),
    MetricDefinition("mneme_spaces", .gauge, "Spaces that hold anything."),
    MetricDefinition("mneme_interactions", .gauge, "Turns in the interaction log."),
    MetricDefinition("mneme_events_published_total", .counter, "Events published."),
    MetricDefinition(
      "mneme_events_lost_total", .counter, "Events that subscribers lost because they read too slowly."),
    MetricDefinition("mneme_log_lines_dropped_total", .counter, "Log lines dropped because nobody could write them."),
    MetricDefinition(
      "gen_ai_client_operation_duration_seconds", .histogram(Buckets.operation), "Time of requests to language models."),
    MetricDefinition(
      "gen_ai_client_token_usage", .histogram(Buckets.tokens), "Tokens of requests to language models, by type."),
    MetricDefinition(
      "gen_ai_server_time_to_first_token", .histogram(Buckets.firstToken),
      "Seconds until a language model's first piece of an answer."),
  ]
}
