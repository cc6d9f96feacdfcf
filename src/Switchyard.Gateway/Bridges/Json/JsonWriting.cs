using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>How Switchyard writes JSON of its own into bodies and events.</summary>
internal static class JsonWriting
{
    /// <summary>Compact; only what JSON demands is escaped, for the reader is no browser page.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
}
