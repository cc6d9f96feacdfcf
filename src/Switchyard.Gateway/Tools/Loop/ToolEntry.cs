using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>How a request goes on with its tools.</summary>
/// <param name="Refusal">Why it does not; null when it does.</param>
/// <param name="Conversation">The loop it begins; null when no tools are added.</param>
/// <param name="Facts">What was found in <paramref name="Body"/>.</param>
/// <param name="Body">What the upstream is sent.</param>
internal readonly record struct ToolEntry(Failure? Refusal, ToolConversation? Conversation, RequestFacts Facts, ReadOnlyMemory<byte> Body);
