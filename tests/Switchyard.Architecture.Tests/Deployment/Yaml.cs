using YamlDotNet.RepresentationModel;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>YAML as nodes.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlNode> Documents(string text)
    {
        using var reader = new StringReader(text);
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(static document => document.RootNode)];
    }

    /// <summary>A mapping with what its merge keys (<c>&lt;&lt;</c>) bring.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Merged(YamlMappingNode mapping)
    {
        var merged = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            if ((string?)key == "<<")
            {
                foreach (var (name, node) in Merged((YamlMappingNode)value))
                {
                    merged[name] = node;
                }
            }
            else
            {
                merged[(string)key!] = value;
            }
        }

        return merged;
    }

    /// <summary>Every node below <paramref name="node"/>, itself first.</summary>
    public static IEnumerable<YamlNode> All(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(static pair => All(pair.Value)).Prepend(node),
        YamlSequenceNode sequence => sequence.SelectMany(All).Prepend(node),
        _ => [node],
    };
}
