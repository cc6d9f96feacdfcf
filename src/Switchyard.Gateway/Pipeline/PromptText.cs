using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Recording;

namespace Switchyard.Gateway.Pipeline;

/// <summary>The prompt as it may be recorded.</summary>
internal static class PromptText
{
    /// <summary>The text, its hash, or null, as <paramref name="recording"/> says.</summary>
    public static string? Read(ReadOnlySpan<byte> body, RequestFacts facts, PromptRecording recording)
    {
        var (start, end) = (facts.PromptToken.Start.Value, facts.PromptToken.End.Value);
        if (recording == PromptRecording.Off || start == end)
        {
            return null;
        }

        var reader = new Utf8JsonReader(body[start..end]);
        if (!reader.Read() || JsonText.Text(reader) is not { } text)
        {
            return null;
        }

        return recording == PromptRecording.Full ? text : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
