using System.Text.Json;

namespace Switchyard.Configuration.Nodes;

/// <summary>Facts about this node that its report carries to the others: health of keys, requests in flight. The data plane implements it.</summary>
public interface INodeFacts
{
    /// <summary>Writes the members of one JSON object, which is already open; their names must be unique over all implementations. No secrets. Called every few seconds, must be quick and must not throw.</summary>
    void Write(Utf8JsonWriter report);
}
