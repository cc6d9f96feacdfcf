using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Metering;

/// <summary>How answers of upstreams are read.</summary>
internal static class MeterJson
{
    /// <summary>Deeper nesting makes an event uncounted, not an error.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 256 };
}
