using Switchyard.Configuration.Sources.File.Parsing;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>A secret in the text of a document.</summary>
/// <param name="Provider">Name of the provider it is of.</param>
/// <param name="Field">The field: <c>keys</c> for the key of a list item, else its name in the settings.</param>
/// <param name="Index">Its place among the keys; 0 for a setting.</param>
/// <param name="Path">The whole path, for faults.</param>
/// <param name="Value">The value as it stands in the text.</param>
internal sealed record SecretPlace(string Provider, string Field, int Index, string Path, FileScalar Value)
{
    /// <summary>Finds all secrets of a parsed document.</summary>
    public static IReadOnlyList<SecretPlace> In(FileNode? root)
    {
        var places = new List<SecretPlace>();
        if (Member(root, "providers") is FileList providers)
        {
            for (var i = 0; i < providers.Items.Count; i++)
            {
                Add(places, providers.Items[i], $"providers[{i}]");
            }
        }

        // An alias is a second reference to one value, which stands in the text once.
        return [.. places.DistinctBy(place => place.Value.Extent)];
    }

    private static void Add(List<SecretPlace> places, FileNode provider, string path)
    {
        var name = Member(provider, "name") is FileScalar text ? text.Written : "";
        if (Member(provider, "keys") is FileList keys)
        {
            for (var i = 0; i < keys.Items.Count; i++)
            {
                if (Member(keys.Items[i], "key") is FileScalar { Kind: not FileScalarKind.Null } key)
                {
                    places.Add(new SecretPlace(name, "keys", i, $"{path}.keys[{i}].key", key));
                }
            }
        }

        foreach (var field in (ReadOnlySpan<string>)["secretAccessKey", "sessionToken"])
        {
            if (Member(Member(provider, "settings"), field) is FileScalar { Kind: not FileScalarKind.Null } setting)
            {
                places.Add(new SecretPlace(name, field, 0, $"{path}.settings.{field}", setting));
            }
        }
    }

    private static FileNode? Member(FileNode? node, string name) => node is FileMap map ? map.Members.FirstOrDefault(member => member.Name == name)?.Value : null;
}
