import MnemeCore
import Testing

@testable import MnemeModels

@Suite struct ImageModelsTests {
  @Test(arguments: [
    "gpt-4o", "openai/gpt-4o-mini", "gpt-5", "o3", "o4-mini", "llava:13b", "llama3.2-vision", "qwen2.5vl:7b",
    "Qwen2-VL-7B",
    "gemma3:4b", "pixtral-12b", "anthropic/claude-sonnet-4-5", "google/gemini-2.5-flash", "minicpm-v",
  ])
  func theseSee(_ name: String) { #expect(ImageModels.sees(name, speaks: .openai)) }

  @Test(arguments: [
    "llama3.2", "gpt-3.5-turbo", "gpt-4o-audio-preview", "o1-mini", "o3-mini", "gemma3:1b", "qwen2.5:7b", "mistral",
    "claude-2.1", "text-embedding-3-small", "gpt-oss:20b", "gemini-embedding-001", "gemma3n:e4b", "gpt-4-turbo-preview",
  ])
  func theseDoNot(_ name: String) { #expect(!ImageModels.sees(name, speaks: .openai)) }

  @Test func aProtocolOfAMakerWhoseModelsSeeIsEnough() {
    #expect(ImageModels.sees(nil, speaks: .anthropic) && ImageModels.sees("gemini-2.5-pro", speaks: .gemini))
    #expect(!ImageModels.sees(nil, speaks: .openai))
  }
}
