using System.Buffers;
using System.Text.Json;

namespace Switchyard.Configuration.Nodes;

/// <summary>The report of a process: one JSON object of all its facts.</summary>
public static class NodeFactsJson
{
    /// <summary>Writes the object, in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<INodeFacts> facts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var fact in facts)
            {
                fact.Write(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
