using System.Text.Json.Nodes;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Revisions;

/// <summary>One object of a configuration as data: what it means, without where it comes from and how it fares, and its secrets apart.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name, unique within the section; empty for a section that is one object.</param>
/// <param name="Fields">Its content in the form of the configuration file.</param>
/// <param name="Secrets">Its secrets by path.</param>
public sealed record ContentObject(string Section, string Name, JsonObject Fields, IReadOnlyDictionary<string, Secret> Secrets)
{
    /// <summary>No secrets.</summary>
    public static IReadOnlyDictionary<string, Secret> NoSecrets { get; } = new Dictionary<string, Secret>();

    /// <summary>Whether the other is of the same name and means the same.</summary>
    public bool IsSame(ContentObject other) =>
        Section == other.Section && Name == other.Name && JsonNode.DeepEquals(Fields, other.Fields)
        && Secrets.Count == other.Secrets.Count && Secrets.All(pair => other.Secrets.TryGetValue(pair.Key, out var secret) && secret.Reveal() == pair.Value.Reveal());
}
